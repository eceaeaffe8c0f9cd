using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Modules;

/// <summary>What a user must grant to a module, derived from its imports. Old compilers import more functions than a program calls.</summary>
static class NeededGrants
{
    static readonly (string Grant, string[] Prefixes)[] Rules =
    [
        ("files", ["file_", "file."]),
        ("storage", ["_fs_", "fs.", "storage."]),
        ("network", ["http_", "_http_put_with", "_http_patch_with", "_http_delete_with"]),
        ("environment", ["_env_", "env.", "env_"]),
        ("database", ["_db_", "db.", "db_"]),
    ];

    static readonly string[] Harmless = ["http_build_query", "http_encode_url", "http_decode_url", "http_server"];

    /// <summary>Returns the needed grants by name.</summary>
    public static IReadOnlyList<string> Of(ModuleDefinition module) =>
    [
        .. Rules.Where(rule => module.Imports.Any(import =>
            !Harmless.Contains(import.Name) && rule.Prefixes.Any(prefix => import.Name.StartsWith(prefix, StringComparison.Ordinal)))).Select(rule => rule.Grant),
    ];
}
