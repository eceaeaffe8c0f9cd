using Cleanroom.Tests;

namespace Cleanroom.Cli.Tests.Support;

public sealed class GuestTests
{
    public static TheoryData<string> Texts() =>
        [.. Directory.EnumerateFiles(Path.Combine(SharedData.Repository, "tests", "guests"), "cli_*.wat").Select(text => Path.GetFileNameWithoutExtension(text)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Texts))]
    public void Guest_rebuilt_from_its_text_has_the_committed_bytes(string guest)
    {
        var path = Path.Combine(SharedData.Repository, "tests", "guests", guest);
        Assert.Equal(File.ReadAllBytes(path + ".wasm"), Assembler.Build(path + ".wat"));
    }
}
