using System.Text;
using Cleanroom.Bridge;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Settings;
using Cleanroom.Server.Applications;

namespace Cleanroom.Server.Tests.Documentation;

/// <summary>Makes the page of settings from their definitions.</summary>
static class ConfigurationReference
{
    public static string Make()
    {
        var page = new StringBuilder();
        page.Append("""
            # Configuration

            Generated from the source; do not edit. Every setting has one name in three forms: the option of the command, an environment variable, and a key in
            the section `Cleanroom` of an ASP.NET Core application that embeds Cleanroom (where it can also be set as the variable `Cleanroom__KEY`, like any
            other configuration). An option overrides the variable; without either, the default applies. A repeatable setting is a list in configuration and
            comma-separated in a variable. A switch takes no value as an option; as a variable or key it is `true` or `false`.

            Sizes are in megabytes or have a unit (`512KB`, `1GB`); times are in seconds or have a unit (`500ms`).

            """);
        Append(page, "Applications, standalone and embedded", ServerSettings.Application.Except(Guest), withKey: true);
        Append(page, "Guests, for `run` and `serve`", Guest, withKey: true);
        Append(page, "The server of `cleanroom serve`", ServerSettings.Listening, withKey: false);
        return page.ToString();
    }

    static IEnumerable<Setting<CleanServerOptions>> Guest =>
        ServerSettings.Application.Where(setting => GuestSettings.All.Any(guest => guest.Name == setting.Name));

    static void Append(StringBuilder page, string title, IEnumerable<Setting<CleanServerOptions>> settings, bool withKey)
    {
        page.Append($"\n## {title}\n");
        foreach (var group in settings.GroupBy(setting => setting.Group))
        {
            page.Append($"\n### {group.Key}\n\n| option | variable |{(withKey ? " key |" : "")} meaning |\n|---|---|{(withKey ? "---|" : "")}---|\n");
            foreach (var setting in group) AppendRow(page, setting, withKey);
        }
    }

    static void AppendRow(StringBuilder page, Setting<CleanServerOptions> setting, bool withKey)
    {
        var names = string.Join(" ", setting.OtherNames.Prepend(setting.Option + (setting.Argument is null ? "" : " " + setting.Argument)).Select(name => $"`{name}`"));
        var variables = string.Join(" ", new[] { setting.Variable, setting.KnownVariable }.OfType<string>().Select(name => $"`{name}`"));
        page.Append($"| {names} | {variables} |{(withKey ? $" `{setting.Key}` |" : "")} {Markdown.Escape(setting.Description)} |\n");
    }
}
