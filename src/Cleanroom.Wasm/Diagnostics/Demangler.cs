using System.Buffers;
using System.Globalization;
using System.Text;

namespace Cleanroom.Wasm.Diagnostics;

/// <summary>Demangles function names of Rust and C++ compilers. Names in an unknown form are kept unchanged.</summary>
static class Demangler
{
    const int HashDigits = 16;

    static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>Built-in C++ types, and prefixes of pointers, references and constants.</summary>
    static readonly SearchValues<char> TypeLetters = SearchValues.Create("vwbcahstijlmxynofdegzPRKO");

    static readonly Dictionary<string, char> Escapes = new(StringComparer.Ordinal)
    {
        ["SP"] = '@',
        ["BP"] = '*',
        ["RF"] = '&',
        ["LT"] = '<',
        ["GT"] = '>',
        ["LP"] = '(',
        ["RP"] = ')',
        ["C"] = ',',
    };

    /// <summary>Returns the readable form of a name.</summary>
    public static string Demangle(string name)
    {
        if (name.StartsWith("_ZN", StringComparison.Ordinal)) return Nested(name) ?? name;
        if (name.StartsWith("_Z", StringComparison.Ordinal)) return Plain(name) ?? name;
        return name.StartsWith("_R", StringComparison.Ordinal) ? RustPath(name) ?? name : name;
    }

    // _ZN (length name)+ E: a path. Rust's ends with a hash; C++'s is followed by the parameter types, which the frame shows as WebAssembly types.
    static string? Nested(string name)
    {
        var parts = new List<string>();
        var at = 3;
        while (at < name.Length && name[at] != 'E')
        {
            if (ReadSized(name, ref at) is not { } part) return null;
            parts.Add(part);
        }
        if (parts.Count == 0 || at >= name.Length) return null;
        var rest = name.AsSpan(at + 1);
        if (parts.Count > 1 && IsHash(parts[^1]) && (rest.IsEmpty || rest[0] == '.')) return string.Join("::", parts[..^1].Select(Unescape));
        return AreBuiltInTypes(rest) ? string.Join("::", parts) : null;
    }

    // _Z length name types: a C++ function outside any namespace.
    static string? Plain(string name)
    {
        var at = 2;
        return ReadSized(name, ref at) is { } function && AreBuiltInTypes(name.AsSpan(at)) ? function : null;
    }

    // _R path, of Rust's newer scheme: crates and the names in them. Generic arguments and implementations are not supported.
    static string? RustPath(string name)
    {
        var at = 2;
        return ReadPath(name, ref at, 0) is { } path && (at == name.Length || name[at] is '.' or 'C') ? path : null;
    }

    static string? ReadPath(string name, ref int at, int depth)
    {
        if (at >= name.Length || depth > 50) return null;
        var tag = name[at++];
        if (tag == 'C') return ReadIdentifier(name, ref at);
        if (tag != 'N' || at >= name.Length) return null;
        var kind = name[at++];
        if (ReadPath(name, ref at, depth + 1) is not { } outer || ReadIdentifier(name, ref at) is not { } inner) return null;
        if (char.IsAsciiLetterLower(kind)) return $"{outer}::{inner}";
        return kind == 'C' ? $"{outer}::{{closure}}" : null;
    }

    static string? ReadIdentifier(string name, ref int at)
    {
        if (at < name.Length && name[at] == 's')
        {
            // A disambiguator of equal names.
            at = name.IndexOf('_', at) + 1;
            if (at == 0) return null;
        }
        return ReadSized(name, ref at, separated: true);
    }

    static string? ReadSized(string name, ref int at, bool separated = false)
    {
        var start = at;
        while (at < name.Length && char.IsAsciiDigit(name[at])) at++;
        if (!int.TryParse(name.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out var length)) return null;
        if (separated && at < name.Length && name[at] == '_') at++;
        if (length > name.Length - at) return null;
        at += length;
        return name.Substring(at - length, length);
    }

    static bool IsHash(string part) => part.Length == HashDigits + 1 && part[0] == 'h' && !part.AsSpan(1).ContainsAnyExcept(HexDigits);

    static bool AreBuiltInTypes(ReadOnlySpan<char> types) => !types.ContainsAnyExcept(TypeLetters);

    // "$LT$", "$u7b$" and ".." encode characters that linkers do not accept.
    static string Unescape(string part)
    {
        if (part.StartsWith("_$", StringComparison.Ordinal)) part = part[1..];
        var text = new StringBuilder();
        for (var i = 0; i < part.Length; i++)
        {
            if (part.AsSpan(i).StartsWith(".."))
            {
                text.Append("::");
                i++;
            }
            else if (part[i] == '$' && part.IndexOf('$', i + 1) is > 0 and var end && Escape(part[(i + 1)..end]) is { } character)
            {
                text.Append(character);
                i = end;
            }
            else text.Append(part[i]);
        }
        return text.ToString();
    }

    static char? Escape(string code)
    {
        if (Escapes.TryGetValue(code, out var unescaped)) return unescaped;
        var isNumber = code is ['u', ..] && ushort.TryParse(code.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _);
        return isNumber && (char)Convert.ToUInt16(code[1..], 16) is var character && !char.IsControl(character) && !char.IsSurrogate(character) ? character : null;
    }
}
