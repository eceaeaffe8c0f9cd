using System.Text;
using System.Text.Unicode;
using Cleanroom.Bridge.Text;

namespace Cleanroom.Server.StaticFiles;

/// <summary>Turns request paths into names of files: decoded once, and never more or other directories than the path shows.</summary>
static class StaticPath
{
    /// <summary>The decoded path, or null when it has what no name of a file can have: an encoded slash, a backslash, a NUL, no UTF-8, an empty segment.</summary>
    public static string? Decode(ReadOnlySpan<char> path)
    {
        if (path.Contains("//", StringComparison.Ordinal) || !Ascii.IsValid(path) && path.Contains('%')) return null;
        if (!path.Contains('%')) return path.ContainsAny('\\', '\0') ? null : path.ToString();
        var bytes = new byte[path.Length];
        var decoded = bytes.AsSpan(0, PercentEncoding.Decode(path, bytes));
        if (decoded.ContainsAny((byte)'\\', (byte)0) || decoded.Count((byte)'/') != path.Count('/') || !Utf8.IsValid(decoded)) return null;
        return Encoding.UTF8.GetString(decoded);
    }

    /// <summary>True when a segment begins with a dot: such files are not served.</summary>
    public static bool IsHidden(ReadOnlySpan<char> path) => path.Contains("/.", StringComparison.Ordinal);
}
