using System.Text;
using Cleanroom.Bridge.Files;
using Cleanroom.Bridge.Grants;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Tests.Support;

namespace Cleanroom.Bridge.Tests.Grants;

public sealed class DirectoryGrantsTests : IDisposable
{
    readonly TemporaryFolder _directory = new();
    readonly string _granted;
    readonly BareGuest _bare;

    public DirectoryGrantsTests()
    {
        _granted = _directory["granted"];
        Directory.CreateDirectory(_granted);
        _directory.Write("secret", "secret");
        _directory.Write("granted-sibling/secret", "secret");
        _bare = new BareGuest(new GuestOptions { Directories = [new DirectoryGrant(_granted)] });
    }

    public void Dispose()
    {
        _bare.Dispose();
        _directory.Dispose();
    }

    [Fact]
    [Trait("Rule", "N120")]
    public void Paths_out_of_the_grant_are_refused_and_logged()
    {
        string[] paths =
        [
            "../secret", "../x", "a/../../secret", "./.././secret", _directory["secret"], "../granted-sibling/secret", _directory["granted-sibling/secret"],
            "/etc/passwd", "missing/../../secret", $"{_granted}/../secret",
        ];
        foreach (var path in paths) AssertRefused(path, "--dir ");
    }

    [Fact]
    [Trait("Rule", "N120")]
    public void What_no_grant_opens_is_refused_and_logged()
    {
        foreach (var path in (string[])["", "a\0", "NUL", "con.txt", "sub/aux", "COM1", "lpt9.log", "Prn ", "conin$", new string('x', 5000)]) AssertRefused(path, "--dir");
    }

    [Fact]
    [Trait("Rule", "N120")]
    public void System_directories_are_refused_even_below_a_granted_root()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such directories.");
        using var bare = new BareGuest(new GuestOptions { Directories = [new DirectoryGrant("/")] });
        foreach (var path in (string[])["/proc/self/environ", "/dev/null", "/sys", "proc/self/../self/mem"])
        {
            Assert.False(FileFunctions.Exists(bare.Guest, Encoding.UTF8.GetBytes(path)));
            Assert.Equal("", bare.Read(FileFunctions.Read(bare.Guest, Encoding.UTF8.GetBytes(path))));
        }
        Assert.True(FileFunctions.Exists(bare.Guest, Encoding.UTF8.GetBytes(_directory["secret"])));
    }

    [Fact]
    [Trait("Rule", "N120")]
    public void Links_out_of_the_grant_are_refused()
    {
        File.CreateSymbolicLink(Path.Join(_granted, "file"), _directory["secret"]);
        File.CreateSymbolicLink(Path.Join(_granted, "relative"), "../secret");
        Directory.CreateSymbolicLink(Path.Join(_granted, "folder"), _directory.Path);
        File.CreateSymbolicLink(Path.Join(_granted, "dangling"), _directory["not-there-yet"]);
        File.CreateSymbolicLink(Path.Join(_granted, "twice"), "folder/secret");
        foreach (var path in (string[])["file", "relative", "folder/secret", "folder/new/file", "dangling", "twice", "folder/../secret"]) AssertRefused(path, "--dir ");
        Assert.False(File.Exists(_directory["not-there-yet"]));
        Assert.False(Directory.Exists(_directory["new"]));
    }

    [Fact]
    [Trait("Rule", "N120")]
    public void A_link_made_later_is_refused()
    {
        Assert.True(FileFunctions.Write(_bare.Guest, "folder/x"u8, "1"u8));
        Directory.Delete(Path.Join(_granted, "folder"), recursive: true);
        Directory.CreateSymbolicLink(Path.Join(_granted, "folder"), _directory.Path);
        AssertRefused("folder/x", "--dir ");
        Assert.False(File.Exists(_directory["x"]));
    }

    [Fact]
    [Trait("Rule", "N120")]
    public void A_loop_of_links_is_refused()
    {
        File.CreateSymbolicLink(Path.Join(_granted, "a"), "b");
        File.CreateSymbolicLink(Path.Join(_granted, "b"), "a");
        AssertRefused("a", "--dir");
    }

    [Fact]
    [Trait("Rule", "N120")]
    public void A_link_swapped_in_after_the_check_is_noticed()
    {
        var folder = Path.Join(_granted, "folder");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Join(folder, "secret"), "mine");
        Assert.True(_bare.Guest.Files.TryResolve("test", "folder/secret"u8, forWriting: true, out var granted));
        Assert.True(_bare.Guest.Files.TryResolve("test", "folder/new"u8, forWriting: true, out var created));
        Assert.True(_bare.Guest.Files.TryResolve("test", "other"u8, forWriting: true, out var other));
        File.WriteAllText(other.Real, "other");
        Directory.Delete(folder, recursive: true);
        Directory.CreateSymbolicLink(folder, _directory.Path);
        var before = Directory.GetFileSystemEntries(_directory.Path);
        Assert.Throws<UnauthorizedAccessException>(() => GrantedFiles.OpenRead(granted));
        Assert.Throws<UnauthorizedAccessException>(() => GrantedFiles.Delete(granted));
        Assert.Throws<UnauthorizedAccessException>(() => GrantedFiles.DeleteDirectory(granted, default));
        Assert.Throws<UnauthorizedAccessException>(() => GrantedFiles.Names(granted));
        Assert.Throws<UnauthorizedAccessException>(() => GrantedFiles.CreateDirectory(created));
        Assert.Throws<UnauthorizedAccessException>(() => GrantedFiles.Rename(other, created, default));
        Assert.Throws<IOException>(() => GrantedFiles.Rename(granted, other, default));
        Assert.Equal(FileKind.Missing, granted.Look().Kind);
        foreach (var path in (GrantedPath[])[granted, created])
        {
            Assert.Throws<UnauthorizedAccessException>(() => GrantedFiles.Replace(path, "new"u8));
            Assert.Throws<UnauthorizedAccessException>(() => GrantedFiles.Append(path, "new"u8));
        }
        Assert.Equal(before, Directory.GetFileSystemEntries(_directory.Path));
        Assert.Equal("secret", File.ReadAllText(_directory["secret"]));
    }

    [Fact]
    [Trait("Rule", "N120")]
    public void Deleting_a_directory_deletes_links_in_it_and_not_what_they_lead_to()
    {
        foreach (var folder in (string[])["folder/a/b", "folder/c"]) Directory.CreateDirectory(Path.Join(_granted, folder));
        File.WriteAllText(Path.Join(_granted, "folder/a/b/x"), "x");
        File.CreateSymbolicLink(Path.Join(_granted, "folder/a/file"), _directory["secret"]);
        Directory.CreateSymbolicLink(Path.Join(_granted, "folder/a/b/directory"), _directory.Path);
        Assert.True(DirectoryFunctions.Remove(_bare.Guest, "folder"u8));
        Assert.Empty(Directory.GetFileSystemEntries(_granted));
        Assert.Equal("secret", File.ReadAllText(_directory["secret"]));
    }

    [Fact]
    [Trait("Rule", "N120")]
    public void A_directory_that_became_a_link_is_refused_without_the_system_s_help_too()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows pins directories by their handle instead.");
        RealPath.TryResolve(_directory.Path, out var real);
        Directory.CreateSymbolicLink(_directory["link"], _granted);
        using (var opened = UnixDirectoryHandle.OpenStepwise(Path.Join(real, "granted"))) Assert.Equal(FileKind.Directory, opened.Look(".").Kind);
        Assert.Throws<UnauthorizedAccessException>(() => UnixDirectoryHandle.OpenStepwise(Path.Join(real, "link")));
        Assert.Throws<FileNotFoundException>(() => UnixDirectoryHandle.OpenStepwise(Path.Join(real, "missing")));
        Assert.Throws<IOException>(() => UnixDirectoryHandle.OpenStepwise(Path.Join(real, "secret")));
    }

    [Fact]
    public void Links_to_directories_inside_the_grant_work()
    {
        Directory.CreateDirectory(Path.Join(_granted, "real/sub"));
        Directory.CreateSymbolicLink(Path.Join(_granted, "link"), "real");
        Assert.True(FileFunctions.Write(_bare.Guest, "link/sub/x"u8, "1"u8));
        Assert.True(DirectoryFunctions.Rename(_bare.Guest, "link/sub/x"u8, "link/new/y"u8));
        Assert.Equal("""["y"]""", _bare.Read(DirectoryFunctions.List(_bare.Guest, "link/new"u8)));
        Assert.Equal(1, FileFunctions.Size(_bare.Guest, "real/new/y"u8));
        Assert.False(DirectoryFunctions.Rename(_bare.Guest, "link"u8, "moved"u8));
        Assert.True(DirectoryFunctions.Rename(_bare.Guest, "link/new"u8, "moved"u8));
        Assert.True(DirectoryFunctions.Remove(_bare.Guest, "link/sub"u8));
        Assert.True(FileFunctions.Delete(_bare.Guest, "moved/y"u8));
        Assert.False(DirectoryFunctions.Remove(_bare.Guest, "link"u8));
    }

    [Fact]
    public void Links_inside_the_grant_work()
    {
        File.WriteAllText(Path.Join(_granted, "target"), "inside");
        File.CreateSymbolicLink(Path.Join(_granted, "link"), "target");
        Assert.Equal("inside", Read("link"));
        Assert.True(FileFunctions.Write(_bare.Guest, "link"u8, "changed"u8));
        Assert.Equal("changed", File.ReadAllText(Path.Join(_granted, "target")));
        Assert.True(FileFunctions.Delete(_bare.Guest, "link"u8));
        Assert.True(File.Exists(Path.Join(_granted, "target")));
    }

    [Fact]
    public void A_granted_directory_may_itself_be_a_link()
    {
        Directory.CreateSymbolicLink(_directory["alias"], _granted);
        using var bare = new BareGuest(new GuestOptions { Directories = [new DirectoryGrant(_directory["alias"])] });
        Assert.True(FileFunctions.Write(bare.Guest, "x"u8, "1"u8));
        Assert.True(FileFunctions.Exists(bare.Guest, Encoding.UTF8.GetBytes(_directory["alias/x"])));
        Assert.False(FileFunctions.Exists(bare.Guest, "../secret"u8));
    }

    [Fact]
    public void Absolute_paths_into_a_later_grant_work()
    {
        using var bare = new BareGuest(new GuestOptions { Directories = [new DirectoryGrant(_granted), new DirectoryGrant(_directory["granted-sibling"], ReadOnly: true)] });
        var secret = Encoding.UTF8.GetBytes(_directory["granted-sibling/secret"]);
        Assert.Equal("secret", bare.Read(FileFunctions.Read(bare.Guest, secret)));
        Assert.False(FileFunctions.Write(bare.Guest, secret, "x"u8));
        Assert.Contains("for reading only", Assert.Single(bare.Log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Rule", "N121")]
    public void Every_file_function_follows_the_one_rule()
    {
        using var bare = new BareGuest(new GuestOptions { Directories = [new DirectoryGrant(_granted, ReadOnly: true)] });
        File.WriteAllText(Path.Join(_granted, "x"), "x");
        var guest = bare.Guest;
        Assert.False(FileFunctions.Write(guest, "x"u8, "y"u8) || FileFunctions.Append(guest, "x"u8, "y"u8) || FileFunctions.Delete(guest, "x"u8));
        Assert.False(FileFunctions.WriteBinary(guest, "x"u8, "eQ=="u8) || DirectoryFunctions.Make(guest, "d"u8) || DirectoryFunctions.Remove(guest, "."u8));
        Assert.False(DirectoryFunctions.Copy(guest, "x"u8, "y"u8) || DirectoryFunctions.Rename(guest, "x"u8, "y"u8));
        Assert.Equal(8, bare.Log.Lines.Count);
        Assert.Equal("x", bare.Read(FileFunctions.Read(guest, "x"u8)));
        Assert.Single(Directory.GetFileSystemEntries(_granted));
    }

    [Fact]
    public void Without_a_grant_everything_is_refused()
    {
        using var bare = new BareGuest();
        Assert.False(FileFunctions.Exists(bare.Guest, "x"u8));
        Assert.Contains("--dir", Assert.Single(bare.Log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Hostile_bytes_in_a_path_make_one_readable_log_line()
    {
        Assert.False(FileFunctions.Exists(_bare.Guest, [.. "../"u8, 0xC3, 0x28, 0x0A, 0x1B, 0xFF, .. Enumerable.Repeat((byte)0xE2, 3000)]));
        Assert.Equal(-1, Assert.Single(_bare.Log.Lines).IndexOfAny(['\n', '\u001b']));
    }

    // Every function answers its failure value, with a log line each that names the function and the option.
    void AssertRefused(string path, string option)
    {
        var bytes = Encoding.UTF8.GetBytes(path);
        _bare.Log.Clear();
        Assert.False(FileFunctions.Exists(_bare.Guest, bytes), path);
        Assert.Equal("", Read(path));
        Assert.Equal(-1, FileFunctions.Size(_bare.Guest, bytes));
        Assert.False(FileFunctions.Write(_bare.Guest, bytes, "x"u8), path);
        Assert.False(FileFunctions.Append(_bare.Guest, bytes, "x"u8), path);
        Assert.False(FileFunctions.Delete(_bare.Guest, bytes), path);
        Assert.False(DirectoryFunctions.Make(_bare.Guest, bytes), path);
        Assert.False(DirectoryFunctions.Remove(_bare.Guest, bytes), path);
        Assert.Equal("[]", _bare.Read(DirectoryFunctions.List(_bare.Guest, bytes)));
        Assert.Equal(9, _bare.Log.Lines.Count);
        Assert.All(_bare.Log.Lines, line => Assert.Contains(option, line, StringComparison.Ordinal));
        Assert.Equal("secret", File.ReadAllText(_directory["secret"]));
    }

    string Read(string path) => _bare.Read(FileFunctions.Read(_bare.Guest, Encoding.UTF8.GetBytes(path)));
}
