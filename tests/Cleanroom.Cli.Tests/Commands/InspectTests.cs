using System.Text.Json;
using Cleanroom.Cli.Tests.Support;

namespace Cleanroom.Cli.Tests.Commands;

public sealed class InspectTests
{
    [Fact]
    public void Inspect_tells_of_the_example_in_words()
    {
        var result = Tool.Run("inspect", Tool.Hello);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Matches(@"\n  entry point +_start\n", result.Output);
        Assert.Matches(@"\n  SHA-256 +[0-9a-f]{64}\n", result.Output);
        Assert.Matches(@"\n  provided +env\.printl +\(ii\) +strings as pairs\n", result.Output);
        Assert.Matches(@"\n  malloc +\(i\)i\n", result.Output);
        Assert.DoesNotContain("\u001b", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_tells_of_the_example_in_json()
    {
        using var document = JsonDocument.Parse(Tool.Run("inspect", Tool.Hello, "--format", "json").OutputBytes);
        var report = document.RootElement;
        Assert.Equal(new FileInfo(Tool.Hello).Length, report.GetProperty("size").GetInt64());
        Assert.Equal("_start", report.GetProperty("entryPoint").GetString());
        Assert.Equal("export __heap_ptr", report.GetProperty("fingerprint").GetString());
        Assert.Equal(4, report.GetProperty("imports").GetArrayLength());
        Assert.Equal("provided", report.GetProperty("imports")[0].GetProperty("status").GetString());
        Assert.Equal("standard", report.GetProperty("memory").GetProperty("tier").GetString());
    }

    [Fact]
    public void Inspect_lists_missing_imports_first_with_the_types_that_would_fit()
    {
        var output = Tool.Run("inspect", Tool.Guest("missing")).Output;
        Assert.Contains("3 imports are missing", output, StringComparison.Ordinal);
        Assert.Matches(@"imports: 4\n  missing +elsewhere\.another +\(I\)d +unknown name\n", output);
        Assert.Matches(@"missing +env\.print +\(dd\) +unknown type; accepted: \(ii\) \(i\)\n", output);
    }

    [Fact]
    public void Inspect_tells_needed_grants() => Assert.Matches(@"needs +files, storage, environment\n", Tool.Run("inspect", Tool.Guest("options")).Output);

    [Fact]
    public void Inspect_warns_of_a_module_without_entry_point()
    {
        var result = Tool.Run("inspect", Tool.Guest("no_entry"));
        Assert.Equal(0, result.ExitCode);
        Assert.Matches(@"warning +no entry point", result.Output);
    }

    [Fact]
    public void Inspect_shows_permissions_of_gated_imports()
    {
        using var folder = new TemporaryFolder();
        byte[] imports = [2, .. Import("_session_get"u8), .. Import("_auth_clear_session"u8)];
        byte[] permissions = [17, .. "clean:permissions"u8, .. "[\"session.*\"]"u8];
        byte[] module =
        [
            .. "\0asm"u8, 1, 0, 0, 0, .. ModuleBytes.Section(1, [1, 0x60, 0, 1, 0x7F]), .. ModuleBytes.Section(2, imports), .. ModuleBytes.Section(5, [1, 0, 1]),
            .. ModuleBytes.Section(7, [1, 6, .. "memory"u8, 2, 0]), .. ModuleBytes.Section(0, permissions),
        ];
        var result = Tool.Run("inspect", folder.Write("gated.wasm", module));
        Assert.Matches(@"permissions\n  allowed +_session_get\n  denied +_auth_clear_session\n", result.Output);
    }

    [Fact]
    public void Inspect_lists_host_functions()
    {
        var text = Tool.Run("inspect", "--functions").Output;
        Assert.Matches(@"\n  print +\(ii\) \(i\) +also .*print_string", text);
        using var document = JsonDocument.Parse(Tool.Run("inspect", "--functions", "--format", "json").OutputBytes);
        var print = document.RootElement.EnumerateArray().Single(function => function.GetProperty("name").GetString() == "print");
        Assert.Equal("env", print.GetProperty("module").GetString());
        Assert.Equal("(ii)", print.GetProperty("types")[0].GetString());
    }

    [Theory]
    [InlineData("inspect")]
    [InlineData("inspect", "--functions", "x.wasm")]
    [InlineData("inspect", "x.wasm", "--format", "xml")]
    public void WrongUse_ends_with_2(params string[] arguments) => Assert.Equal(2, Tool.Run(arguments).ExitCode);

    static byte[] Import(ReadOnlySpan<byte> name) => [3, .. "env"u8, (byte)name.Length, .. name, 0, 0];
}
