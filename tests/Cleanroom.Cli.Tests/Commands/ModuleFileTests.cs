using Cleanroom.Cli.Tests.Support;

namespace Cleanroom.Cli.Tests.Commands;

/// <summary>Names of modules that cannot be opened, or look like something else.</summary>
public sealed class ModuleFileTests
{
    [Theory]
    [InlineData("run")]
    [InlineData("serve")]
    [InlineData("inspect")]
    public void An_empty_name_is_wrong_use(string verb)
    {
        var result = Tool.Run(verb, "");
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("cleanroom: the file name is empty: ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_begins_with_at_is_a_file()
    {
        using var folder = new TemporaryFolder();
        File.Copy(Tool.Hello, Path.Combine(folder.Path, "@hello"));
        Assert.Equal(0, Tool.Run(["run", "@hello"], [], folder.Path).ExitCode);
        Assert.Equal("cleanroom: @missing cannot be read: there is no such file\n", Tool.Run("run", "@missing").Error);
    }

    [Fact]
    public void A_name_that_is_not_UTF_8_is_named_as_one()
    {
        var result = Shell.Run(@"cleanroom run ""$(printf 'a\377b')""");
        Assert.Equal(5, result.ExitCode);
        Assert.Contains("Names that are not valid UTF-8 cannot be opened", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run hello.wasm", "the current directory was deleted: change to one that exists")]
    [InlineData("inspect hello.wasm", "hello.wasm cannot be read: the current directory was deleted, and the name is relative to it")]
    [InlineData("run HELLO", "the current directory was deleted: change to one that exists")]
    [InlineData("run HELLO --dir sub", "the current directory was deleted: change to one that exists")]
    public void A_deleted_current_directory_is_named_as_the_reason(string command, string message)
    {
        using var folder = new TemporaryFolder();
        var result = Shell.Run($"mkdir gone; cd gone; rmdir ../gone; cleanroom {command.Replace("HELLO", $"'{Tool.Hello}'", StringComparison.Ordinal)}", folder.Path);
        Assert.Equal((5, $"cleanroom: {message}\n"), (result.ExitCode, result.Error));
    }

    [Fact]
    public void A_directory_is_no_module()
    {
        using var folder = new TemporaryFolder();
        var result = Tool.Run("run", folder.Path);
        Assert.Equal((5, $"cleanroom: {folder.Path} cannot be read: it is a directory, not a WebAssembly module\n"), (result.ExitCode, result.Error));
    }

    [Theory]
    [InlineData("serve", "--tls-cert")]
    [InlineData("run", "--database")]
    [InlineData("run", "--dir")]
    public void An_option_with_an_empty_value_is_wrong_use(string verb, string option)
    {
        var result = Tool.Run(verb, Tool.Hello, option, "");
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith($"cleanroom: {option} is given an empty value: expected ", result.Error, StringComparison.Ordinal);
    }
}
