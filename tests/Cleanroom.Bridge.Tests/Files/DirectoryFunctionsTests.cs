using System.Text;
using Cleanroom.Bridge.Files;
using Cleanroom.Bridge.Grants;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Tests.Support;

namespace Cleanroom.Bridge.Tests.Files;

public sealed class DirectoryFunctionsTests : IDisposable
{
    readonly TemporaryFolder _directory = new();
    readonly TemporaryFolder _outside = new();
    readonly BareGuest _bare;

    public DirectoryFunctionsTests() => _bare = new BareGuest(new GuestOptions { Directories = [new DirectoryGrant(_directory.Path)] });

    public void Dispose()
    {
        _bare.Dispose();
        _directory.Dispose();
        _outside.Dispose();
    }

    [Fact]
    public void List_gives_sorted_names_as_json()
    {
        foreach (var name in (string[])["b", "a \"x\"", "é", "c/d"]) _directory.Write(name, "");
        Assert.Equal("""["a \"x\"","b","c","é"]""", List("."));
        Assert.Equal("""["d"]""", List("c/"));
        Assert.Equal("[]", List("missing"));
        Assert.Equal("[]", List("b"));
    }

    [Fact]
    public void Make_creates_parents_and_accepts_what_is_there()
    {
        Assert.True(DirectoryFunctions.Make(_bare.Guest, "x/y/z"u8));
        Assert.True(DirectoryFunctions.Make(_bare.Guest, "x/y"u8));
        Assert.True(DirectoryFunctions.IsDirectory(_bare.Guest, "x/y/z"u8));
        _directory.Write("file", "");
        Assert.False(DirectoryFunctions.Make(_bare.Guest, "file"u8));
        Assert.False(DirectoryFunctions.Make(_bare.Guest, "file/sub"u8));
        Assert.False(DirectoryFunctions.IsDirectory(_bare.Guest, "file"u8));
    }

    [Fact]
    public void Remove_deletes_all_but_follows_no_link()
    {
        var kept = _outside.Write("kept", "kept");
        _directory.Write("tree/sub/file", "");
        Directory.CreateSymbolicLink(_directory["tree/link"], _outside.Path);
        Directory.CreateDirectory(_directory["real"]);
        Directory.CreateSymbolicLink(_directory["alias"], _directory["real"]);
        Assert.True(DirectoryFunctions.Remove(_bare.Guest, "tree"u8));
        Assert.False(DirectoryFunctions.Remove(_bare.Guest, "alias"u8));
        Assert.False(DirectoryFunctions.Remove(_bare.Guest, "missing"u8));
        Assert.True(File.Exists(kept) && Directory.Exists(_directory["real"]) && !Directory.Exists(_directory["tree"]));
    }

    [Fact]
    public void Remove_never_deletes_a_granted_directory()
    {
        Directory.CreateDirectory(_directory["a/inner"]);
        using var bare = new BareGuest(new GuestOptions { Directories = [new DirectoryGrant(_directory.Path), new DirectoryGrant(_directory["a/inner"])] });
        foreach (var path in (string[])[".", "", "a/..", "a", "a/inner", _directory.Path]) Assert.False(DirectoryFunctions.Remove(bare.Guest, Encoding.UTF8.GetBytes(path)));
        Assert.False(DirectoryFunctions.Rename(bare.Guest, "a"u8, "moved"u8));
        Assert.True(Directory.Exists(_directory["a/inner"]));
    }

    [Fact]
    public void Copy_and_rename_replace_files()
    {
        _directory.Write("from", "content");
        _directory.Write("to/there", "old");
        Assert.True(DirectoryFunctions.Copy(_bare.Guest, "from"u8, "to/there"u8));
        Assert.True(DirectoryFunctions.Copy(_bare.Guest, "from"u8, "new/copy"u8));
        Assert.Equal(("content", "content"), (File.ReadAllText(_directory["to/there"]), File.ReadAllText(_directory["new/copy"])));
        File.WriteAllText(_directory["from"], "second");
        Assert.True(DirectoryFunctions.Rename(_bare.Guest, "from"u8, "to/there"u8));
        Assert.Equal("second", File.ReadAllText(_directory["to/there"]));
        Assert.True(DirectoryFunctions.Rename(_bare.Guest, "to"u8, "renamed/to"u8));
        Assert.Equal("second", File.ReadAllText(_directory["renamed/to/there"]));
        Assert.False(DirectoryFunctions.Rename(_bare.Guest, "missing"u8, "x"u8));
        Assert.False(DirectoryFunctions.Copy(_bare.Guest, "missing"u8, "x"u8));
        Assert.False(DirectoryFunctions.Copy(_bare.Guest, "renamed"u8, "x"u8));
        Assert.False(File.Exists(_directory["x"]));
    }

    [Fact]
    [Trait("Rule", "N120")]
    public void Copy_and_rename_check_both_paths()
    {
        var secret = _outside.Write("secret", "secret");
        _directory.Write("mine", "mine");
        foreach (var outside in (string[])[secret, $"../{Path.GetFileName(_outside.Path)}/secret"])
        {
            var path = Encoding.UTF8.GetBytes(outside);
            Assert.False(DirectoryFunctions.Copy(_bare.Guest, path, "x"u8));
            Assert.False(DirectoryFunctions.Copy(_bare.Guest, "mine"u8, path));
            Assert.False(DirectoryFunctions.Rename(_bare.Guest, path, "x"u8));
            Assert.False(DirectoryFunctions.Rename(_bare.Guest, "mine"u8, path));
        }
        Assert.Equal("secret", File.ReadAllText(secret));
        Assert.Equal(["mine"], Directory.GetFileSystemEntries(_directory.Path).Select(Path.GetFileName));
        Assert.Equal(8, _bare.Log.Lines.Count(static line => line.Contains("--dir", StringComparison.Ordinal)));
    }

    string List(string path) => _bare.Read(DirectoryFunctions.List(_bare.Guest, Encoding.UTF8.GetBytes(path)));
}
