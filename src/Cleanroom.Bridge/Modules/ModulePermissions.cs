using System.Text.Json;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Modules;

/// <summary>The permission-gated functions that a module may call, according to its <c>clean:permissions</c> section (contract, abi 15).</summary>
sealed class ModulePermissions
{
    static readonly string[] GatedNames =
    [
        "_http_set_cookie", "_http_delete_cookie", "_auth_set_session", "_auth_clear_session", "_auth_create_reset_token", "_auth_consume_reset_token",
        "_roles_register", "_jwt_refresh_and_rotate", "_res_set_header", "_res_redirect", "_dev_snapshot",
    ];

    readonly string[]? _allowed;

    ModulePermissions(string[]? allowed) => _allowed = allowed;

    /// <summary>Returns the permissions of a module, or null when it has no such section and may call everything.</summary>
    public static ModulePermissions? Of(ModuleDefinition module)
    {
        if (module.CustomSections.FirstOrDefault(section => section.Name == "clean:permissions") is not { } section) return null;
        try
        {
            using var document = JsonDocument.Parse(section.Content);
            return new ModulePermissions([.. document.RootElement.EnumerateArray().Select(name => name.GetString() ?? "")]);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return new ModulePermissions(null);
        }
    }

    /// <summary>False when the section is malformed; every gated function is then denied.</summary>
    public bool IsReadable => _allowed is not null;

    /// <summary>True when a function, given by its canonical name or an alias, needs a permission.</summary>
    public static bool IsGated(string name) =>
        name.StartsWith("_session_", StringComparison.Ordinal) || name.StartsWith("session.", StringComparison.Ordinal)
        || GatedNames.Any(gated => gated == name || FunctionName.Spellings(gated).Contains(name));

    /// <summary>True when the section lists the function, or its namespace as <c>ns.*</c>.</summary>
    public bool Allows(string name) => _allowed is not null && _allowed.Any(entry => Matches(entry, name));

    static bool Matches(string entry, string name)
    {
        if (entry.EndsWith(".*", StringComparison.Ordinal))
            return name.StartsWith(entry[..^1], StringComparison.Ordinal) || name.StartsWith($"_{entry[..^2]}_", StringComparison.Ordinal);
        return entry == name || FunctionName.Spellings(name).Contains(entry) || FunctionName.Spellings(entry).Contains(name);
    }
}
