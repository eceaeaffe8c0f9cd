using Cleanroom.Bridge.Settings;
using Cleanroom.Tests;

namespace Cleanroom.Bridge.Tests.Translations;

/// <summary>The forms of locales in a process with culture data, as an application that embeds Cleanroom may be one.</summary>
public sealed class CultureDataTests
{
    [Fact]
    public void Locales_have_their_own_forms_and_none_of_all_cultures_fails()
    {
        var lines = Run(invariant: false);
        Assert.Equal(
            "-1.234.567,891 | 26 % | 1.234,50 € | 1.234,50 US$ | 02.01.2024 | 02.01.2024 | 2. Januar 2024 | Dienstag, 2. Januar 2024 | Dienstag 2. Januar 2024 14:24 PM", lines["de"]);
        Assert.Equal(lines["de"], lines["de-XX"]);
        Assert.Equal(lines["en"], lines["xx"]);
        Assert.StartsWith("-1,234,567.891 | 26% | €1,234.50 | $1,234.50 | 1/2/2024 | Jan 2, 2024 |", lines["en"], StringComparison.Ordinal);
        Assert.Contains("2 janv. 2024 | 2 janvier 2024 | mardi 2 janvier 2024", lines["fr-CA"], StringComparison.Ordinal);
        Assert.StartsWith("-12,34,567.891", lines["hi"], StringComparison.Ordinal);
        Assert.Contains("2024年1月2日火曜日", lines["ja"], StringComparison.Ordinal);
        // Styles use the calendar of the locale, patterns the one that everybody knows.
        Assert.Contains("2567", lines["th-TH"], StringComparison.Ordinal);
        Assert.Contains("2024 14:24", lines["th-TH"], StringComparison.Ordinal);
        Assert.Contains("1402", lines["fa-IR"], StringComparison.Ordinal);
    }

    [Fact]
    public void Without_culture_data_all_locales_have_the_english_forms()
    {
        var lines = Run(invariant: true);
        Assert.Equal("-1,234,567.891 | 26% | €1,234.50 | $1,234.50 | 1/2/2024 | Jan 2, 2024 | January 2, 2024 | Tuesday, January 2, 2024 | Tuesday 2. January 2024 14:24 PM", lines["en"]);
        Assert.Single(lines.Values.Distinct());
    }

    // The forms by locale, with plain spaces: which kind of space a locale has differs between versions of the data.
    static Dictionary<string, string> Run(bool invariant)
    {
        using var folder = new TemporaryFolder();
        var settings = File.ReadAllText(Path.ChangeExtension(StressHostRun.Program, ".runtimeconfig.json"));
        const string Setting = "\"System.Globalization.Invariant\": true";
        Assert.Contains(Setting, settings, StringComparison.Ordinal);
        var changed = Path.Combine(folder.Path, "culture.runtimeconfig.json");
        File.WriteAllText(changed, settings.Replace(Setting, Setting.Replace("true", invariant ? "true" : "false", StringComparison.Ordinal), StringComparison.Ordinal));

        var run = StressHostRun.Start(["cultures", TestGuests.PathOf("locale_pairs")], changed);
        Assert.SkipWhen(run.Errors.Contains("valid ICU package", StringComparison.Ordinal), "The runtime finds no ICU: install libicu to test with culture data.");
        Assert.True(run.ExitCode == 0, $"exit code {run.ExitCode}\n{run.Errors}");
        return run.Output.Replace('\u00A0', ' ').Replace('\u202F', ' ').Split('\n').Select(line => line.TrimEnd('\r').Split(" | ", 2)).Where(parts => parts.Length == 2)
            .ToDictionary(parts => parts[0], parts => parts[1]);
    }
}
