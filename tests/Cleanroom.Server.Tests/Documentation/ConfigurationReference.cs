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

            Made from the source, do not edit. Every setting has one name in three forms: the option of the command, a variable of its environment, and a
            key in the section `Cleanroom` of an ASP.NET Core application that embeds a Clean one (there also as the variable `Cleanroom__KEY`, as in every such
            application). An option wins over the variable; what is set nowhere has its default. A setting that may be repeated is a list in configuration, and
            its values stand between commas in a variable. A switch is set by its option alone, elsewhere by `true` or `false`.

            Sizes are megabytes or have a unit (`512KB`, `1GB`); times are seconds or have a unit (`500ms`).

            """);
        Append(page, "An application, wherever it is served", ServerSettings.Application.Except(Guest), withKey: true);
        Append(page, "Guests, for `run` and `serve`", Guest, withKey: true);
        Append(page, "The server of `cleanroom serve`", ServerSettings.Listening, withKey: false);
        return page.ToString();
    }

    static IEnumerable<Setting<CleanServerOptions>> Guest =>
        ServerSettings.Application.Where(setting => GuestSettings.All.Any(guest => guest.Name == setting.Name));

    static void Append(StringBuilder page, string title, IEnumerable<Setting<CleanServerOptions>> settings, bool withKey)
    {
        page.Append($"\n## {title}\n\n| option | variable |{(withKey ? " key |" : "")} meaning |\n|---|---|{(withKey ? "---|" : "")}---|\n");
        foreach (var setting in settings)
        {
            var names = string.Join(" ", setting.OtherNames.Prepend(setting.Option + (setting.Argument is null ? "" : " " + setting.Argument)).Select(name => $"`{name}`"));
            var variables = string.Join(" ", new[] { setting.Variable, setting.KnownVariable }.OfType<string>().Select(name => $"`{name}`"));
            page.Append($"| {names} | {variables} |{(withKey ? $" `{setting.Key}` |" : "")} {setting.Description.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
        }
    }
}
