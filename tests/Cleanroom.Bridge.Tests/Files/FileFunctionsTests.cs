using System.Diagnostics;
using System.Text;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Files;
using Cleanroom.Bridge.Grants;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Tests.Support;

namespace Cleanroom.Bridge.Tests.Files;

public sealed class FileFunctionsTests : IDisposable
{
    readonly TemporaryFolder _directory = new();
    readonly BareGuest _bare;

    public FileFunctionsTests() => _bare = new BareGuest(new GuestOptions { Directories = [new DirectoryGrant(_directory.Path)] });

    public void Dispose()
    {
        _bare.Dispose();
        _directory.Dispose();
    }

    [Fact]
    [Trait("Rule", "N148")]
    public void The_lines_of_the_file_canary_come_out()
    {
        Assert.True(FileFunctions.Write(_bare.Guest, "a/b/canary.txt"u8, "hello"u8));
        Assert.True(FileFunctions.Exists(_bare.Guest, "a/b/canary.txt"u8));
        Assert.True(FileFunctions.Append(_bare.Guest, "a/b/canary.txt"u8, " canary"u8));
        Assert.Equal("hello canary", Read("a/b/canary.txt"));
        Assert.Equal(12, FileFunctions.Size(_bare.Guest, "a/b/canary.txt"u8));
        Assert.True(FileFunctions.Delete(_bare.Guest, "a/b/canary.txt"u8));
        Assert.False(FileFunctions.Exists(_bare.Guest, "a/b/canary.txt"u8));
        Assert.False(FileFunctions.Delete(_bare.Guest, "a/b/canary.txt"u8));
        Assert.True(FileFunctions.Append(_bare.Guest, "new/log.txt"u8, "1"u8));
    }

    [Fact]
    public void Bytes_are_unchanged()
    {
        byte[] bytes = [0, 0xC3, 0xFF, 0xFE, (byte)'\r', (byte)'\n', 0x80];
        Assert.True(FileFunctions.Write(_bare.Guest, "b"u8, bytes));
        Assert.Equal(bytes, _bare.Guest.Memory.LengthPrefixed(FileFunctions.Read(_bare.Guest, "b"u8).Address).ToArray());
        Assert.Equal(bytes, File.ReadAllBytes(_directory["b"]));
        Assert.True(FileFunctions.Write(_bare.Guest, "b"u8, ""u8));
        Assert.Equal("", Read("b"));
    }

    [Fact]
    public void Write_replaces_only_the_content()
    {
        var path = _directory.Write("script", "old content that is longer");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.True(FileFunctions.Write(_bare.Guest, "script"u8, "new"u8));
        Assert.Equal("new", File.ReadAllText(path));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_directory.Path));
    }

    [Fact]
    public void A_failure_answers_the_failure_value_and_one_line()
    {
        Directory.CreateDirectory(_directory["folder"]);
        Assert.Equal("", Read("missing"));
        Assert.Equal("", Read("folder"));
        Assert.False(FileFunctions.Write(_bare.Guest, "folder"u8, "x"u8));
        Assert.False(FileFunctions.Append(_bare.Guest, "folder"u8, "x"u8));
        Assert.Equal(4, _bare.Log.Lines.Count);
        Assert.Equal(-1, FileFunctions.Size(_bare.Guest, "missing"u8));
        Assert.Equal(-1, FileFunctions.Size(_bare.Guest, "folder"u8));
        Assert.False(FileFunctions.Delete(_bare.Guest, "folder"u8));
        Assert.True(FileFunctions.Exists(_bare.Guest, "folder"u8));
        Assert.True(FileFunctions.Exists(_bare.Guest, "."u8));
    }

    [Fact]
    public void A_pipe_is_never_opened()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Pipes in the file system are made with mkfifo.");
        using (var make = Process.Start("mkfifo", _directory["pipe"])) make.WaitForExit();
        Assert.Equal("", Read("pipe"));
        Assert.False(FileFunctions.Write(_bare.Guest, "pipe"u8, "x"u8));
        Assert.False(FileFunctions.Append(_bare.Guest, "pipe"u8, "x"u8));
        Assert.False(FileFunctions.Exists(_bare.Guest, "pipe"u8));
    }

    [Fact]
    public void A_file_above_the_limit_is_not_read()
    {
        using (var file = File.Create(_directory["large"])) file.SetLength((64 << 20) + 1);
        Assert.Equal("", Read("large"));
        Assert.Equal("", _bare.Read(FileFunctions.ReadBinary(_bare.Guest, "large"u8)));
        Assert.All(_bare.Log.Lines, line => Assert.Contains("larger than the limit", line, StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Rule", "N156")]
    public void The_size_of_a_large_file_is_exact()
    {
        using (var file = File.Create(_directory["sparse"])) file.SetLength(5_000_000_000);
        Assert.Equal(5_000_000_000, FileFunctions.Size(_bare.Guest, "sparse"u8));
    }

    [Theory]
    [InlineData("AAEC/w==", new byte[] { 0, 1, 2, 255 })]
    [InlineData("AAEC/w", new byte[] { 0, 1, 2, 255 })]
    [InlineData("AAEC/w=", new byte[] { 0, 1, 2, 255 })]
    [InlineData("AAEC\n/w==\n", new byte[] { 0, 1, 2, 255 })]
    [InlineData("AAEC", new byte[] { 0, 1, 2 })]
    [InlineData("", new byte[0])]
    [InlineData("A", null)]
    [InlineData("A*EC", null)]
    public void Binary_content_travels_as_base64(string text, byte[]? bytes)
    {
        Assert.Equal(bytes is not null, FileFunctions.WriteBinary(_bare.Guest, "b"u8, Encoding.ASCII.GetBytes(text)));
        Assert.Equal(bytes is not null, File.Exists(_directory["b"]));
        if (bytes is null) return;
        Assert.Equal(bytes, File.ReadAllBytes(_directory["b"]));
        Assert.Equal(Convert.ToBase64String(bytes), _bare.Read(FileFunctions.ReadBinary(_bare.Guest, "b"u8)));
    }

    [Fact]
    [Trait("Rule", "N122")]
    public async Task Concurrent_writes_leave_one_complete_content()
    {
        var contents = Enumerable.Range(0, 4).Select(writer => Enumerable.Repeat((byte)('a' + writer), 200_000).ToArray()).ToArray();
        await Task.WhenAll(contents.Select(content => Task.Run(() =>
        {
            using var writer = new BareGuest(new GuestOptions { Directories = [new DirectoryGrant(_directory.Path)] });
            for (var round = 0; round < 25; round++) Assert.True(FileFunctions.Write(writer.Guest, "shared"u8, content));
        })));
        Assert.Contains(contents, content => content.AsSpan().SequenceEqual(File.ReadAllBytes(_directory["shared"])));
        Assert.Single(Directory.GetFileSystemEntries(_directory.Path));
    }

    [Fact]
    [Trait("Rule", "N122")]
    public async Task Concurrent_appends_lose_nothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            using var writer = new BareGuest(new GuestOptions { Directories = [new DirectoryGrant(_directory.Path)] });
            for (var round = 0; round < 100; round++) Assert.True(FileFunctions.Append(writer.Guest, "log"u8, "line\n"u8));
        })));
        Assert.Equal(string.Concat(Enumerable.Repeat("line\n", 400)), await File.ReadAllTextAsync(_directory["log"]));
    }

    string Read(string path) => _bare.Read(FileFunctions.Read(_bare.Guest, Encoding.UTF8.GetBytes(path)));
}
