using System.Collections;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Bridge.Grants;

/// <summary>
/// The environment variables that guests may read: one rule for all functions. Names that look like secrets are refused unless the user grants them.
/// </summary>
/// <param name="granted">The variables that the user grants, each with a value that replaces the process's, or null.</param>
/// <param name="setting">The name in messages of the setting that grants a variable.</param>
/// <param name="logger">Where refusals are logged.</param>
sealed class EnvironmentGrants(IReadOnlyDictionary<string, string?> granted, string setting, ILogger logger)
{
    static readonly string[] SecretParts =
    [
        "PASSWORD", "PASSWD", "SECRET", "TOKEN", "PRIVATE", "CREDENTIAL", "API_KEY", "APIKEY", "ACCESS_KEY", "ENCRYPTION_KEY", "SESSION_KEY", "PASSPHRASE",
        "AUTH_SOCK", "CONNECTION_STRING",
    ];

    static readonly string[] SecretEnds = ["_KEY", "_PWD", "_DSN"];

    /// <summary>Reads a variable. Returns null when it is not set, its name is invalid, or it is refused; refusals are logged.</summary>
    public string? Read(string function, string name)
    {
        if (!IsName(name)) return null;
        if (granted.TryGetValue(name, out var value) && value is not null) return value;
        if (IsReadable(name)) return Environment.GetEnvironmentVariable(name);
        logger.VariableRefused(function, name, setting);
        return null;
    }

    /// <summary>All readable variables by name.</summary>
    public SortedDictionary<string, string> ReadAll()
    {
        var result = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
            if (variable is { Key: string name, Value: string value } && IsName(name) && IsReadable(name)) result[name] = value;
        foreach (var (name, value) in granted)
            if (value is not null && IsName(name)) result[name] = value;
        return result;
    }

    bool IsReadable(string name) => granted.ContainsKey(name) || !IsSecret(name);

    static bool IsName(string name) => name.Length > 0 && name.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.');

    static bool IsSecret(string name) =>
        name.Equals("DATABASE_URL", StringComparison.OrdinalIgnoreCase)
        || SecretParts.Any(part => name.Contains(part, StringComparison.OrdinalIgnoreCase))
        || SecretEnds.Any(end => name.EndsWith(end, StringComparison.OrdinalIgnoreCase));
}
