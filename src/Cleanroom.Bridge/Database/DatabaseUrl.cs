using System.Text.RegularExpressions;

namespace Cleanroom.Bridge.Database;

/// <summary>Removes secrets from database URLs (contract, functions 6).</summary>
static partial class DatabaseUrl
{
    /// <summary>Masks passwords with three asterisks in a URL, in another client's connection string, or in a message that contains one.</summary>
    public static string Mask(string text)
    {
        var masked = Settings().Replace(text, "$1***");
        var engine = DatabaseEngines.Find(masked);
        if (engine is { IsRemote: false }) return masked;
        var slashes = masked.IndexOf("//", StringComparison.Ordinal);
        var (start, end) = (slashes < 0 ? 0 : slashes + 2, masked.LastIndexOf('@'));
        if (end < start) return PasswordWithoutHost().Replace(masked, "$1***");
        var colon = masked.IndexOf(':', start, end - start);
        if (colon >= 0) return $"{masked[..(colon + 1)]}***{masked[end..]}";
        // One word before the host is a user name to these engines, but to other servers it may be a password.
        return slashes < 0 || engine is not null ? masked : $"{masked[..start]}***{masked[end..]}";
    }

    /// <summary>
    /// Returns why a URL is refused. A password that is not percent-encoded ends where another part seems to begin, and a reason that names that part would
    /// repeat a piece of the password.
    /// </summary>
    /// <param name="url">The URL.</param>
    /// <param name="reason">The reason, which may name parts of the URL.</param>
    public static string Reason(string url, string reason)
    {
        var start = url.IndexOf("//", StringComparison.Ordinal) is var slashes && slashes < 0 ? 0 : slashes + 2;
        var end = url.AsSpan(start).IndexOfAny('/', '?', '#');
        var isUnclear = end >= 0 && url.LastIndexOf('@') > start + end || Settings().IsMatch(url);
        return isUnclear ? "a part of it is not valid; percent-encode / ? # & and @ in user names, passwords and options (%2F %3F %23 %26 %40)" : reason;
    }

    // In the query of a URL, and in connection strings of .NET (Password=…;), JDBC and libpq (password='…' dbname=…). An unquoted value ends where the next
    // setting begins.
    [GeneratedRegex("""((?:password|passwd|passphrase|pwd|pass|secret)[ ]*=[ ]*)(?:'(?:[^'\\]|\\.|'')*'?|"(?:[^"]|"")*"?|[\s\S]*?(?=\s+\w+(?:[ ]\w+)?[ ]*=|[;&]\s*\w[\w -]*=|[;&]?$))""", RegexOptions.IgnoreCase)]
    private static partial Regex Settings();

    // A URL without "@HOST": what follows the colon is neither a port nor a part of an IPv6 address.
    [GeneratedRegex("""^([\w+.-]+://[^\s/?#:\[]+:)(?!\d*(?:[/?,]|$))(?![0-9a-f]*:)\S+""", RegexOptions.IgnoreCase)]
    private static partial Regex PasswordWithoutHost();
}
