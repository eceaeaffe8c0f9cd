using System.Text.RegularExpressions;

namespace Cleanroom.Bridge.Database;

/// <summary>Shows database URLs (contract, functions 6) without their secrets.</summary>
static partial class DatabaseUrl
{
    /// <summary>A URL, a connection string of other clients, or a message with one in it, as it may be shown: passwords are three asterisks.</summary>
    public static string Mask(string text)
    {
        var masked = Settings().Replace(text, "$1***");
        var start = masked.IndexOf("//", StringComparison.Ordinal) is var slashes && slashes >= 0 ? slashes + 2 : 0;
        var end = masked.LastIndexOf('@');
        if (end < start || DatabaseEngines.Find(masked) is { IsRemote: false }) return masked;
        var colon = masked.IndexOf(':', start, end - start);
        return colon < 0 ? masked : $"{masked[..(colon + 1)]}***{masked[end..]}";
    }

    // In the query of a URL, and in the forms of .NET (Password=…;), JDBC and libpq (password='…' dbname=…). A value without quotes ends at a separator, or
    // where the next setting begins.
    [GeneratedRegex("""((?:password|passwd|passphrase|pwd|pass|secret)[ ]*=[ ]*)(?:'(?:[^'\\]|\\.|'')*'?|"(?:[^"]|"")*"?|[^;&]*?(?=\s+\w+(?:[ ]\w+)?[ ]*=|[;&]|$))""", RegexOptions.IgnoreCase)]
    private static partial Regex Settings();
}
