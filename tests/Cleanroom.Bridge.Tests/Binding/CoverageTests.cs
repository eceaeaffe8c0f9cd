using System.Reflection;
using System.Text.Json;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;
using Cleanroom.Tests;

namespace Cleanroom.Bridge.Tests.Binding;

public sealed class CoverageTests
{
    [Fact]
    public void Every_owed_console_math_and_string_function_has_a_method()
    {
        var file = Path.Combine(SharedData.Repository, "docs", "contract", "functions.json");
        var missing = new List<string>();
        var offered = Offered();
        using var contract = JsonDocument.Parse(File.ReadAllBytes(file));
        foreach (var function in contract.RootElement.EnumerateArray())
        {
            if (!function.GetProperty("owed").GetBoolean() || function.GetProperty("category").GetString() is not ("console" or "math" or "string")) continue;
            var aliases = function.GetProperty("aliases").EnumerateArray().Select(alias => alias.GetString()!);
            missing.AddRange(aliases.Prepend(function.GetProperty("name").GetString()!).Where(name => !offered.Contains(name)));
        }
        Assert.Empty(missing);
    }

    static HashSet<string> Offered()
    {
        var methods = typeof(Guest).Assembly.GetTypes().SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public));
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var function in methods.Select(method => method.GetCustomAttribute<HostFunctionAttribute>()).OfType<HostFunctionAttribute>())
        {
            names.UnionWith([function.Name, .. function.Aliases]);
            // The automatic alias: ns.fn of _ns_fn.
            if (function.Name.StartsWith('_') && function.Name.IndexOf('_', 1) is > 0 and var second)
                names.Add(function.Name[1..second] + "." + function.Name[(second + 1)..]);
        }
        return names;
    }
}
