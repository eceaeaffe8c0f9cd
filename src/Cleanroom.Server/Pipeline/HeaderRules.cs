using System.Buffers;
using System.Text;

namespace Cleanroom.Server.Pipeline;

/// <summary>Which headers a guest may set. Headers that HTTP does not allow are refused; they never break a connection (contract, server 4).</summary>
static class HeaderRules
{
    const string TokenCharacters = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    static readonly SearchValues<char> TokenText = SearchValues.Create(TokenCharacters);
    static readonly SearchValues<byte> Token = SearchValues.Create(Encoding.ASCII.GetBytes(TokenCharacters));
    static readonly SearchValues<byte> Forbidden = SearchValues.Create([.. Enumerable.Range(0, ' ').Where(character => character != '\t').Append(0x7F).Select(character => (byte)character)]);
    static readonly string[] HostHeaders = ["Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "Upgrade", "Trailer", "Date", "Server"];

    /// <summary>True when the name is a token and not reserved for the host.</summary>
    public static bool IsName(ReadOnlySpan<byte> name) =>
        IsToken(name) && !ContainsName(HostHeaders, name);

    /// <summary>True for an HTTP token.</summary>
    public static bool IsToken(ReadOnlySpan<byte> text) => !text.IsEmpty && !text.ContainsAnyExcept(Token);

    /// <summary>True for an HTTP token.</summary>
    public static bool IsToken(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(TokenText);

    /// <summary>True when the value contains no control character other than tab.</summary>
    public static bool IsValue(ReadOnlySpan<byte> value) => !value.ContainsAny(Forbidden);

    /// <summary>Converts a value to a string with one character per byte, as the server writes it.</summary>
    public static string Value(ReadOnlySpan<byte> value) => Encoding.Latin1.GetString(value);

    static bool ContainsName(ReadOnlySpan<string> names, ReadOnlySpan<byte> name)
    {
        foreach (var candidate in names)
            if (candidate.Length == name.Length && Ascii.EqualsIgnoreCase(name, candidate)) return true;
        return false;
    }
}
