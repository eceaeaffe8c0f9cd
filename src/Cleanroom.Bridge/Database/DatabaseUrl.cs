using System.Text.RegularExpressions;

namespace Cleanroom.Bridge.Database;

/// <summary>Removes secrets from database URLs (contract, functions 6).</summary>
static partial class DatabaseUrl
{
    /// <summary>Masks passwords with three asterisks in a URL, in another client's connection string, or in a message that contains one.</summary>
    public static string Mask(string text)
    {
        var masked = Settings().Replace(text, "$1***");
        var start = masked.IndexOf("//", StringComparison.Ordinal) is var slashes && slashes >= 0 ? slashes + 2 : 0;
        var end = masked.LastIndexOf('@');
        if (end < start || DatabaseEngines.Find(masked) is { IsRemote: false }) return masked;
        var colon = masked.IndexOf(':', start, end - start);
        // One word before the host is a password to Redis, a user name to others.
        if (colon < 0) return masked.StartsWith("redis", StringComparison.Ordinal) ? $"{masked[..start]}***{masked[end..]}" : masked;
        return $"{masked[..(colon + 1)]}***{masked[end..]}";
    }

    // In the query of a URL, and in connection strings of .NET (Password=…;), JDBC and libpq (password='…' dbname=…). An unquoted value ends at a separator
    // or where the next setting begins.
    [GeneratedRegex("""((?:password|passwd|passphrase|pwd|pass|secret)[ ]*=[ ]*)(?:'(?:[^'\\]|\\.|'')*'?|"(?:[^"]|"")*"?|[^;&]*?(?=\s+\w+(?:[ ]\w+)?[ ]*=|[;&]|$))""", RegexOptions.IgnoreCase)]
    private static partial Regex Settings();
}
