using Cleanroom.Bridge;
using Cleanroom.Server.Applications;
using Cleanroom.Tests;

namespace Cleanroom.Server.Tests.Applications;

/// <summary>An option without effect does not exist: each is used by a test that looks at what it does.</summary>
public sealed class SettingCoverageTests
{
    [Fact]
    [Trait("Rule", "N151")]
    public void Every_option_is_used_by_a_test()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(SharedData.Repository, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(File.ReadAllText).ToList();
        var unused = ServerSettings.All.Where(setting => !sources.Any(text => text.Contains($"\"{setting.Option}\"", StringComparison.Ordinal) || text.Contains($"\"{setting.Option} ", StringComparison.Ordinal))).Select(setting => setting.Option);
        Assert.Equal("", string.Join(' ', unused));
    }

    [Fact]
    public void Names_of_settings_are_unique()
    {
        var names = ServerSettings.All.SelectMany(setting => setting.OtherNames.Append(setting.Option)).ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.Equal([], GuestSettings.All.Select(setting => setting.Option).Except(ServerSettings.All.Select(setting => setting.Option)));
    }
}
