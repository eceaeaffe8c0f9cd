using System.Text;
using Cleanroom.Bridge.Text;
using Cleanroom.Server.Pipeline;
using Cleanroom.Server.Responses;

namespace Cleanroom.Server.Routing;

/// <summary>
/// Builds the target of a redirect route: <c>:name</c> is replaced by the percent-encoded parameter; the query is kept when the target has none. Client input
/// stays part of the path: it cannot redirect to another server (contract, server 2).
/// </summary>
static class RedirectTarget
{
    public static string Make(string target, RequestContext request)
    {
        var fragment = target.IndexOf('#', StringComparison.Ordinal) is >= 0 and var hash ? target[hash..] : "";
        var rest = target.AsSpan(0, target.Length - fragment.Length);
        var hasQuery = rest.Contains('?');
        var text = new StringBuilder();
        while (!rest.IsEmpty)
        {
            if (rest[0] == ':' && FindName(rest[1..], request) is { } name && request.TryGetParameter(Encoding.UTF8.GetBytes(name), out var value))
            {
                AppendParameter(text, value);
                rest = rest[(1 + name.Length)..];
                continue;
            }
            text.Append(rest[0]);
            rest = rest[1..];
        }
        // Two leading slashes would name another server; an empty parameter can produce them.
        while (text.Length > 1 && text[0] == '/' && text[1] == '/' && !target.StartsWith("//", StringComparison.Ordinal)) text.Remove(0, 1);
        if (!request.Query.IsEmpty && !hasQuery) text.Append('?').Append(request.Query);
        return LocationHeader.Encode(Encoding.UTF8.GetBytes(text.Append(fragment).ToString()));
    }

    // The route parameter at the start of a text: its name ends before the first character that is not a letter, digit or underscore.
    static string? FindName(ReadOnlySpan<char> text, RequestContext request)
    {
        string? found = null;
        foreach (var bytes in request.Route.ParameterNames)
        {
            var name = Encoding.UTF8.GetString(bytes);
            if (name.Length <= (found?.Length ?? 0) || !text.StartsWith(name, StringComparison.Ordinal)) continue;
            if (name.Length == text.Length || !char.IsLetterOrDigit(text[name.Length]) && text[name.Length] != '_') found = name;
        }
        return found;
    }

    // Slashes in a rest parameter are kept, except leading ones.
    static void AppendParameter(StringBuilder text, ReadOnlySpan<char> raw)
    {
        var bytes = new byte[raw.Length];
        var isAtStart = true;
        foreach (var character in bytes.AsSpan(0, PercentEncoding.Decode(raw, bytes)))
        {
            if (char.IsAsciiLetterOrDigit((char)character) || character is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~' || character == '/' && !isAtStart) text.Append((char)character);
            else text.Append('%').Append(character.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
            isAtStart &= character == '/';
        }
    }
}
