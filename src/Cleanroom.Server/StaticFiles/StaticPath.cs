using System.Text;
using System.Text.Unicode;
using Cleanroom.Bridge.Text;

namespace Cleanroom.Server.StaticFiles;

/// <summary>Converts request paths to file names. Paths are decoded once and never lead outside the directory they show.</summary>
static class StaticPath
{
    /// <summary>
    /// Returns the decoded path, or null when it contains something no file name can: an encoded slash, a backslash, a NUL, invalid UTF-8, an empty segment.
    /// </summary>
    public static string? Decode(ReadOnlySpan<char> path)
    {
        if (path.Contains("//", StringComparison.Ordinal) || !Ascii.IsValid(path) && path.Contains('%')) return null;
        if (!path.Contains('%')) return path.ContainsAny('\\', '\0') ? null : path.ToString();
        var bytes = new byte[path.Length];
        var decoded = bytes.AsSpan(0, PercentEncoding.Decode(path, bytes));
        if (decoded.ContainsAny((byte)'\\', (byte)0) || decoded.Count((byte)'/') != path.Count('/') || !Utf8.IsValid(decoded)) return null;
        return Encoding.UTF8.GetString(decoded);
    }

    /// <summary>True when a segment starts with a dot: such files are not served.</summary>
    public static bool IsHidden(ReadOnlySpan<char> path) => path.Contains("/.", StringComparison.Ordinal);
}
