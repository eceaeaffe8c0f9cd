using System.Text;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Files;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Tests.Support;

namespace Cleanroom.Bridge.Tests.Files;

public sealed class StorageFunctionsTests : IDisposable
{
    readonly TemporaryFolder _directory = new();
    readonly BareGuest _bare;

    public StorageFunctionsTests() => _bare = new BareGuest(new GuestOptions { StorageRoot = _directory["root"] });

    public void Dispose()
    {
        _bare.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void Bytes_are_written_read_and_deleted_below_the_root()
    {
        byte[] bytes = [0, 0xFF, 0xC3];
        Assert.Equal(0, StorageFunctions.Write(_bare.Guest, "a/b.bin"u8, bytes));
        Assert.Equal(0, StorageFunctions.Write(_bare.Guest, "a/b.bin"u8, bytes));
        Assert.Equal(bytes, File.ReadAllBytes(_directory["root/a/b.bin"]));
        Assert.Equal(bytes, _bare.Guest.Memory.LengthPrefixed(StorageFunctions.Read(_bare.Guest, "a/b.bin"u8).Address).ToArray());
        Assert.True(StorageFunctions.Exists(_bare.Guest, "a/b.bin"u8));
        Assert.False(StorageFunctions.Exists(_bare.Guest, "a"u8));
        Assert.False(StorageFunctions.Delete(_bare.Guest, "a"u8));
        Assert.True(StorageFunctions.Delete(_bare.Guest, "a/b.bin"u8));
        Assert.False(StorageFunctions.Delete(_bare.Guest, "a/b.bin"u8));
        Assert.Equal("", _bare.Read(StorageFunctions.Read(_bare.Guest, "a/b.bin"u8)));
        Assert.Empty(_bare.Log.Lines);
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("..")]
    [InlineData("a/../b")]
    [InlineData("..\\b")]
    [InlineData("a/..")]
    [InlineData("C:x")]
    [InlineData("\\x")]
    [InlineData("nul")]
    [InlineData("a\0b")]
    [InlineData("")]
    [Trait("Rule", "N120")]
    public void Absolute_paths_and_parents_are_refused(string path)
    {
        Assert.Equal(3, StorageFunctions.Write(_bare.Guest, Encoding.UTF8.GetBytes(path), "x"u8));
        Assert.Equal("", _bare.Read(StorageFunctions.Read(_bare.Guest, Encoding.UTF8.GetBytes(path))));
        Assert.False(StorageFunctions.Exists(_bare.Guest, Encoding.UTF8.GetBytes(path)));
        Assert.Equal(3, _bare.Log.Lines.Count);
        Assert.Empty(Directory.GetFileSystemEntries(_directory.Path));
    }

    [Fact]
    [Trait("Rule", "N120")]
    public void A_link_out_of_the_root_is_refused()
    {
        Directory.CreateDirectory(_directory["root"]);
        Directory.CreateSymbolicLink(_directory["root/link"], _directory.Path);
        Assert.Equal(3, StorageFunctions.Write(_bare.Guest, "link/x"u8, "x"u8));
        Assert.False(File.Exists(_directory["x"]));
    }

    [Fact]
    public void Without_a_root_everything_is_refused()
    {
        using var bare = new BareGuest();
        Assert.Equal(3, StorageFunctions.Write(bare.Guest, "x"u8, "x"u8));
        Assert.Contains("--storage", Assert.Single(bare.Log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_as_parent_and_a_directory_as_target_have_their_codes()
    {
        Assert.Equal(0, StorageFunctions.Write(_bare.Guest, "file"u8, "x"u8));
        Assert.Equal(4, StorageFunctions.Write(_bare.Guest, "file/x/y"u8, "x"u8));
        Directory.CreateDirectory(_directory["root/folder"]);
        Assert.Equal(5, StorageFunctions.Write(_bare.Guest, "folder"u8, "x"u8));
    }

    [Fact]
    public void A_missing_permission_has_its_code()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "The superuser may write everywhere.");
        Directory.CreateDirectory(_directory["root/closed"]);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_directory["root/closed"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.Equal(1, StorageFunctions.Write(_bare.Guest, "closed/x"u8, "x"u8));
    }
}
