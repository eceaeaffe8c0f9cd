using System.Text;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Grants;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Json;

namespace Cleanroom.Bridge.Variables;

/// <summary>Environment variables, contract section 10. All functions apply the same rule, see <see cref="EnvironmentGrants"/>.</summary>
static class EnvironmentFunctions
{
    const string DefaultNodeEnvironment = "development";

    /// <summary>The value of a variable; "" when it is not set or is refused.</summary>
    [HostFunction("_env_get", "env_get")]
    internal static GuestString Get(Guest guest, ReadOnlySpan<byte> name) =>
        guest.NewString(Encoding.UTF8.GetBytes(guest.Variables.Read("_env_get", Encoding.UTF8.GetString(name)) ?? ""));

    /// <summary>1 when a variable is set; 0 for a refused name.</summary>
    [HostFunction("_env_has")]
    internal static bool Has(Guest guest, ReadOnlySpan<byte> name) => guest.Variables.Read("_env_has", Encoding.UTF8.GetString(name)) is not null;

    /// <summary>All readable variables as a JSON object, sorted by name.</summary>
    [HostFunction("_env_all")]
    internal static GuestString All(Guest guest)
    {
        guest.Scratch.ResetWrittenCount();
        new JsonOutput(guest.Scratch).Object(guest.Variables.ReadAll().Select(static variable => (variable.Key, Encoding.UTF8.GetBytes(variable.Value))));
        return guest.NewString(guest.Scratch.WrittenSpan);
    }

    /// <summary>The value of NODE_ENV; <c>development</c> when it is not set.</summary>
    [HostFunction("_env_node_env")]
    internal static GuestString NodeEnvironment(Guest guest) => guest.NewString(Encoding.UTF8.GetBytes(ReadNodeEnvironment(guest)));

    /// <summary>1 when <c>_env_node_env</c> is <c>production</c>.</summary>
    [HostFunction("_env_is_production")]
    internal static bool IsProduction(Guest guest) => ReadNodeEnvironment(guest) == "production";

    /// <summary>1 when <c>_env_node_env</c> is <c>development</c>.</summary>
    [HostFunction("_env_is_development")]
    internal static bool IsDevelopment(Guest guest) => ReadNodeEnvironment(guest) == DefaultNodeEnvironment;

    static string ReadNodeEnvironment(Guest guest) =>
        guest.Variables.Read("_env_node_env", "NODE_ENV") is { Length: > 0 } value ? value : DefaultNodeEnvironment;
}
