using System.Text;
using Cleanroom.Bridge.Database;
using Cleanroom.Bridge.Database.Sql;
using Cleanroom.Bridge.Files;
using Cleanroom.Bridge.Grants;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Tests.Support;

namespace Cleanroom.Bridge.Tests.Grants;

/// <summary>Files of the host in directories that a guest may use: closed, whichever function asks.</summary>
public sealed class ClosedPathsTests : IDisposable
{
    readonly TemporaryFolder _directory = new();
    readonly BareGuest _bare;

    public ClosedPathsTests()
    {
        _directory.Write("data/host/state.db", "state");
        _directory.Write("own.db", "own");
        File.CreateSymbolicLink(_directory["link.db"], "data/host/state.db");
        Directory.CreateSymbolicLink(_directory["link"], "data/host");
        File.CreateSymbolicLink(_directory["data/host/out"], _directory["own.db"]);
        var closed = new ClosedPaths();
        closed.Add(_directory["link"]);
        closed.Add(_directory["own.db"]);
        closed.Add(_directory["own.db-wal"]);
        _bare = new BareGuest(new GuestOptions { Directories = [new DirectoryGrant(_directory.Path)], StorageRoot = _directory.Path, Closed = closed });
    }

    public static TheoryData<string> Paths => ["data/host/state.db", "data/host/new", "data/host", "link.db", "link/state.db", "data/host/out", "data/../link/state.db", "own.db", "own.db-wal"];

    public void Dispose()
    {
        _bare.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [MemberData(nameof(Paths))]
    [Trait("Rule", "N121")]
    public void No_file_function_opens_a_file_of_the_host(string path)
    {
        var (guest, bytes) = (_bare.Guest, Encoding.UTF8.GetBytes(path));
        _directory.Write("mine", "mine");
        Assert.False(FileFunctions.Exists(guest, bytes) || DirectoryFunctions.IsDirectory(guest, bytes));
        Assert.Equal(-1, FileFunctions.Size(guest, bytes));
        Assert.Equal("", _bare.Read(FileFunctions.Read(guest, bytes)) + _bare.Read(FileFunctions.ReadBinary(guest, bytes)));
        Assert.Equal("[]", _bare.Read(DirectoryFunctions.List(guest, bytes)));
        Assert.False(FileFunctions.Write(guest, bytes, "x"u8) || FileFunctions.Append(guest, bytes, "x"u8) || FileFunctions.WriteBinary(guest, bytes, "eA=="u8));
        Assert.False(FileFunctions.Delete(guest, bytes) || DirectoryFunctions.Make(guest, bytes) || DirectoryFunctions.Remove(guest, bytes));
        Assert.False(DirectoryFunctions.Copy(guest, bytes, "copy"u8) || DirectoryFunctions.Copy(guest, "mine"u8, bytes));
        Assert.False(DirectoryFunctions.Rename(guest, bytes, "moved"u8) || DirectoryFunctions.Rename(guest, "mine"u8, bytes));
        Assert.Equal(16, _bare.Log.Lines.Count(static line => line.Contains("it belongs to the server", StringComparison.Ordinal)));
        AssertUnchanged();
    }

    [Theory]
    [MemberData(nameof(Paths))]
    [Trait("Rule", "N121")]
    public void No_storage_function_opens_a_file_of_the_host(string path)
    {
        var (guest, bytes) = (_bare.Guest, Encoding.UTF8.GetBytes(path));
        Assert.NotEqual(0, StorageFunctions.Write(guest, bytes, "x"u8));
        Assert.Equal("", _bare.Read(StorageFunctions.Read(guest, bytes)));
        Assert.False(StorageFunctions.Exists(guest, bytes) || StorageFunctions.Delete(guest, bytes));
        var reason = path.Contains("..", StringComparison.Ordinal) ? "storage paths are relative and have no '..'" : "it belongs to the server";
        Assert.Equal(4, _bare.Log.Lines.Count(line => line.Contains($"{reason}. --storage", StringComparison.Ordinal)));
        AssertUnchanged();
    }

    [Theory]
    [InlineData("sqlite:own.db")]
    [InlineData("sqlite:link.db?mode=ro")]
    public void No_program_opens_a_database_of_the_host(string url)
    {
        var refused = Assert.Throws<DatabaseException>(() => DatabaseEngines.Of(url).CreateGrantedPool(_bare.Guest, "_db_configure", url, new DatabaseOptions()));
        Assert.Equal(DatabaseException.PermissionDenied, refused.Code);
        Assert.Contains("it belongs to the server", Assert.Single(_bare.Log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Directory_that_contains_files_of_the_host_is_neither_moved_nor_deleted()
    {
        Assert.False(DirectoryFunctions.Remove(_bare.Guest, "data"u8));
        Assert.False(DirectoryFunctions.Rename(_bare.Guest, "data"u8, "elsewhere"u8));
        Assert.All(_bare.Log.Lines, static line => Assert.Contains("files of the server", line, StringComparison.Ordinal));
        Assert.Equal(2, _bare.Log.Lines.Count);
        AssertUnchanged();
    }

    [Fact]
    public void Directory_cannot_be_moved_to_where_the_host_will_make_its_own()
    {
        var closed = new ClosedPaths();
        closed.Add(_directory["later/host"]);
        using var bare = new BareGuest(new GuestOptions { Directories = [new DirectoryGrant(_directory.Path)], Closed = closed });
        Directory.CreateDirectory(_directory["mine/host"]);
        Assert.False(DirectoryFunctions.Rename(bare.Guest, "mine"u8, "later"u8));
        Assert.True(DirectoryFunctions.Rename(bare.Guest, "mine"u8, "other"u8));
    }

    void AssertUnchanged()
    {
        Assert.Equal("state", File.ReadAllText(_directory["data/host/state.db"]));
        Assert.Equal("own", File.ReadAllText(_directory["own.db"]));
        Assert.Equal(2, Directory.GetFileSystemEntries(_directory["data/host"]).Length);
    }
}
