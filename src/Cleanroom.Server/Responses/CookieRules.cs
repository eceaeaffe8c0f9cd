using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Cleanroom.Server.Pipeline;

namespace Cleanroom.Server.Responses;

/// <summary>Which cookies may be set, and how they are written (RFC 6265; contract, functions 14).</summary>
static class CookieRules
{
    static readonly SearchValues<byte> Octets = SearchValues.Create([.. Enumerable.Range(0x21, 0x5E).Select(code => (byte)code).Except("\",;\\"u8.ToArray())]);
    static readonly SearchValues<byte> Attributes = SearchValues.Create([.. Enumerable.Range(0x20, 0x5F).Select(code => (byte)code)]);

    /// <summary>True for visible ASCII characters except <c>" , ; \</c>, with quotes around them or not.</summary>
    public static bool IsValue(ReadOnlySpan<byte> value) => !(value is [(byte)'"', .. var inner, (byte)'"'] ? inner : value).ContainsAnyExcept(Octets);

    /// <summary>Returns why a complete cookie text cannot be sent, or null if it can.</summary>
    public static string? Validate(ReadOnlySpan<byte> cookie, bool isSecure)
    {
        var semicolon = cookie.IndexOf((byte)';');
        var pair = semicolon < 0 ? cookie : cookie[..semicolon];
        var equals = pair.IndexOf((byte)'=');
        if (equals < 0) return "it has no =";
        return Validate(pair[..equals], pair[(equals + 1)..], isSecure) ?? (cookie.ContainsAnyExcept(Attributes) ? "an attribute has characters that a header cannot have" : null);
    }

    /// <summary>Returns why a cookie cannot be set, or null if it can.</summary>
    public static string? Validate(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, bool isSecure) =>
        !HeaderRules.IsToken(name) ? "its name is no token"
        : !IsValue(value) ? "its value has characters that a cookie cannot have: encode it"
        : !isSecure && (name.StartsWith("__Host-"u8) || name.StartsWith("__Secure-"u8)) ? "browsers drop this name without TLS"
        : null;

    /// <summary>
    /// Returns the header of a cookie with options, or null and the reason. Options are attributes (<c>Path=/; Max-Age=60</c>) or a JSON object.
    /// </summary>
    public static string? Make(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, ReadOnlySpan<byte> options, bool isSecure, out string? refusal)
    {
        var cookie = new CookieOptionsText { Secure = isSecure };
        refusal = Validate(name, value, isSecure) ?? (options.IsEmpty ? null : Read(options, cookie));
        if (refusal is not null) return null;
        var text = new StringBuilder().Append(Encoding.ASCII.GetString(name)).Append('=').Append(Encoding.ASCII.GetString(value));
        text.Append("; Path=").Append(cookie.Path);
        if (cookie.Domain is not null) text.Append("; Domain=").Append(cookie.Domain);
        if (cookie.MaxAge is { } seconds) text.Append("; Max-Age=").Append(seconds.ToString(CultureInfo.InvariantCulture));
        if (cookie.Expires is not null) text.Append("; Expires=").Append(cookie.Expires);
        if (cookie.HttpOnly) text.Append("; HttpOnly");
        text.Append("; SameSite=").Append(cookie.SameSite);
        // Browsers drop a cross-site cookie that is not secure.
        if (cookie.Secure || cookie.SameSite == "None") text.Append("; Secure");
        return text.ToString();
    }

    static string? Read(ReadOnlySpan<byte> options, CookieOptionsText cookie)
    {
        if (options.ContainsAnyExcept(Attributes)) return "its options have characters that a header cannot have";
        var text = Encoding.ASCII.GetString(options).Trim();
        if (!text.StartsWith('{'))
        {
            foreach (var part in text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                var equals = part.IndexOf('=', StringComparison.Ordinal);
                if (cookie.Set(equals < 0 ? part : part[..equals], equals < 0 ? "true" : part[(equals + 1)..]) is { } wrong) return wrong;
            }
            return null;
        }
        try
        {
            using var document = JsonDocument.Parse(text);
            foreach (var member in document.RootElement.EnumerateObject())
                if (member.Value.ValueKind != JsonValueKind.Null && cookie.Set(member.Name, member.Value.ToString()) is { } wrong) return wrong;
            return null;
        }
        catch (JsonException)
        {
            return "its options are no JSON object";
        }
    }

    sealed class CookieOptionsText
    {
        public string Path { get; private set; } = "/";

        public string? Domain { get; private set; }

        public long? MaxAge { get; private set; }

        public string? Expires { get; private set; }

        public bool HttpOnly { get; private set; } = true;

        public bool Secure { get; set; }

        public string SameSite { get; private set; } = "Lax";

        // Header and JSON spellings are equivalent: Max-Age is maxAge.
        public string? Set(string name, string value)
        {
            switch (name.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant())
            {
                case "path" when IsAttribute(value) && value.StartsWith('/'): Path = value; return null;
                case "domain" when IsAttribute(value) && value.Length > 0: Domain = value; return null;
                case "maxage" when decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && decimal.Abs(seconds) <= int.MaxValue: MaxAge = (long)seconds; return null;
                case "expires" when IsAttribute(value): Expires = value; return null;
                case "httponly" when bool.TryParse(value, out var flag): HttpOnly = flag; return null;
                case "secure" when bool.TryParse(value, out var flag): Secure |= flag; return null;
                case "samesite" when value.ToLowerInvariant() is var site && site is "lax" or "strict" or "none": SameSite = char.ToUpperInvariant(value[0]) + value[1..].ToLowerInvariant(); return null;
                case "path" or "domain" or "maxage" or "expires" or "httponly" or "secure" or "samesite": return $"its option {name} cannot be {value}";
                // Unknown options are ignored.
                default: return null;
            }
        }

        static bool IsAttribute(string value) => !value.Contains(';', StringComparison.Ordinal);
    }
}
