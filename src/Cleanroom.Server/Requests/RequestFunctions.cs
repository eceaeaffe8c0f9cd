using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Json;
using Cleanroom.Bridge.Text;
using Cleanroom.Server.Pipeline;
using Microsoft.Extensions.Primitives;

namespace Cleanroom.Server.Requests;

/// <summary>Read access to the request. Outside of a request: "", 0, <c>{}</c>, method GET, path <c>/</c> (contract, functions 13).</summary>
static class RequestFunctions
{
    /// <summary>The method in upper case.</summary>
    [HostFunction("_req_method")]
    internal static GuestString Method(Guest guest) => NewText(guest, RequestContext.Of(guest)?.Http.Request.Method ?? "GET");

    /// <summary>The path without the query, as sent.</summary>
    [HostFunction("_req_path")]
    internal static GuestString Path(Guest guest) => RequestContext.Of(guest) is { } request ? NewText(guest, request.Path) : NewText(guest, "/");

    /// <summary>
    /// A path parameter, percent-decoded once; a malformed <c>%</c> is kept. <c>*</c> or its name for the rest of the path; "" when it does not exist.
    /// </summary>
    [HostFunction("_req_param")]
    internal static GuestString Parameter(Guest guest, ReadOnlySpan<byte> name) =>
        RequestContext.Of(guest) is { } request && request.TryGetParameter(name, out var raw) ? NewDecoded(guest, raw, plusIsSpace: false) : guest.NewString(default);

    /// <summary>A path parameter as parsed by <c>string_to_int</c>; 0 when it is not a number.</summary>
    [HostFunction("_req_param_int")]
    internal static int ParameterInteger(Guest guest, ReadOnlySpan<byte> name)
    {
        if (RequestContext.Of(guest) is not { } request || !request.TryGetParameter(name, out var raw) || raw.Length > 64) return 0;
        Span<byte> text = stackalloc byte[64];
        return ConversionFunctions.ToInteger(text[..PercentEncoding.Decode(raw, text)]);
    }

    /// <summary>A query value with <c>+</c> and <c>%XX</c> decoded, the last of several; "" when it does not exist.</summary>
    [HostFunction("_req_query")]
    internal static GuestString Query(Guest guest, ReadOnlySpan<byte> name) =>
        RequestContext.Of(guest) is { } request && QueryText.TryFind(request.Query, name, out var raw) ? NewDecoded(guest, raw, plusIsSpace: true) : guest.NewString(default);

    /// <summary>True when the query contains the name.</summary>
    [HostFunction("_req_has_query")]
    internal static bool HasQuery(Guest guest, ReadOnlySpan<byte> name) => RequestContext.Of(guest) is { } request && QueryText.TryFind(request.Query, name, out _);

    /// <summary>The raw bytes of the body; "" without a body.</summary>
    [HostFunction("_req_body")]
    internal static GuestString Body(Guest guest) => guest.NewResult(RequestContext.Of(guest) is { } request ? request.Body.Bytes : default);

    /// <summary>The raw bytes of the body as a byte handle.</summary>
    [HostFunction("_req_body_bytes")]
    internal static GuestString BodyBytes(Guest guest) => Body(guest);

    /// <summary>SHA-256 of the body in lower-case hex, also for an empty body.</summary>
    [HostFunction("_req_body_sha256_hex")]
    internal static GuestString BodyHash(Guest guest)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(RequestContext.Of(guest) is { } request ? request.Body.Bytes : default, hash);
        Span<byte> text = stackalloc byte[2 * SHA256.HashSizeInBytes];
        Convert.TryToHexStringLower(hash, text, out _);
        return guest.NewString(text);
    }

    /// <summary>The bytes of a header; names are case-insensitive, repeated headers are joined by <c>, </c>. "" when it does not exist.</summary>
    [HostFunction("_req_header")]
    internal static GuestString Header(Guest guest, ReadOnlySpan<byte> name) => NewHeader(guest, HeaderOf(guest, name));

    /// <summary>True when the header exists.</summary>
    [HostFunction("_req_has_header")]
    internal static bool HasHeader(Guest guest, ReadOnlySpan<byte> name) => HeaderOf(guest, name).Count > 0;

    /// <summary>The Content-Type header; "" when it does not exist.</summary>
    [HostFunction("_req_content_type")]
    internal static GuestString ContentType(Guest guest) => NewHeader(guest, (RequestContext.Of(guest)?.Http.Request.ContentType).AsSpan());

    /// <summary>The token after <c>Bearer </c> in the Authorization header; "" when it does not exist.</summary>
    [HostFunction("_req_auth_token")]
    internal static GuestString AuthorizationToken(Guest guest)
    {
        var header = RequestContext.Of(guest)?.Http.Request.Headers.Authorization.ToString() ?? "";
        return NewHeader(guest, header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header.AsSpan(7).Trim() : "");
    }

    /// <summary>True when there is an Authorization header.</summary>
    [HostFunction("_req_has_auth")]
    internal static bool HasAuthorization(Guest guest) => RequestContext.Of(guest)?.Http.Request.Headers.Authorization.Count > 0;

    /// <summary>The client's address; <c>unknown</c> outside of a request.</summary>
    [HostFunction("_req_ip")]
    internal static GuestString Address(Guest guest)
    {
        if (RequestContext.Of(guest)?.Http.Connection.RemoteIpAddress is not { } address) return guest.NewString("unknown"u8);
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        Span<byte> text = stackalloc byte[64];
        return address.TryFormat(text, out var length) ? guest.NewString(text[..length]) : guest.NewString("unknown"u8);
    }

    /// <summary>A cookie by its exact name, without surrounding quotes, the last of several; "" when it does not exist.</summary>
    [HostFunction("_req_cookie")]
    internal static GuestString Cookie(Guest guest, ReadOnlySpan<byte> name) => CookieOf(guest, name, out var value) ? NewHeader(guest, value) : guest.NewString(default);

    /// <summary>True when the cookie exists.</summary>
    [HostFunction("_req_has_cookie")]
    internal static bool HasCookie(Guest guest, ReadOnlySpan<byte> name) => CookieOf(guest, name, out _);

    /// <summary>True when the Content-Type is <c>application/json</c> or ends in <c>+json</c>.</summary>
    [HostFunction("_req_is_json")]
    internal static bool IsJson(Guest guest)
    {
        var type = (RequestContext.Of(guest)?.Http.Request.ContentType ?? "").AsSpan();
        var semicolon = type.IndexOf(';');
        if (semicolon >= 0) type = type[..semicolon];
        type = type.Trim();
        return type.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The body if it is valid JSON, else "".</summary>
    [HostFunction("_req_json")]
    internal static GuestString Json(Guest guest) =>
        guest.NewResult(RequestContext.Of(guest) is { } request && guest.State<JsonTree>().Parse(request.Body.Bytes) ? request.Body.Bytes : default);

    internal static GuestString NewText(Guest guest, ReadOnlySpan<char> text)
    {
        var result = guest.NewString(Encoding.UTF8.GetByteCount(text), out var bytes);
        Encoding.UTF8.GetBytes(text, bytes);
        return result;
    }

    static GuestString NewHeader(Guest guest, StringValues values) => NewHeader(guest, values.Count == 1 ? values[0] : string.Join(", ", values.AsEnumerable()));

    static GuestString NewHeader(Guest guest, ReadOnlySpan<char> value)
    {
        var encoding = RequestContext.Of(guest)?.HeaderEncoding ?? Encoding.UTF8;
        var result = guest.NewString(encoding.GetByteCount(value), out var bytes);
        encoding.GetBytes(value, bytes);
        return result;
    }

    static GuestString NewDecoded(Guest guest, ReadOnlySpan<char> raw, bool plusIsSpace)
    {
        if (!raw.Contains('%') && !(plusIsSpace && raw.Contains('+'))) return NewText(guest, raw);
        var buffer = raw.Length <= 512 ? stackalloc byte[512] : new byte[raw.Length];
        return guest.NewString(buffer[..PercentEncoding.Decode(raw, buffer, plusIsSpace)]);
    }

    static StringValues HeaderOf(Guest guest, ReadOnlySpan<byte> name) => RequestContext.Of(guest) is { } request ? request.Http.Request.Headers[InternedText.Get(name)] : default;

    static bool CookieOf(Guest guest, ReadOnlySpan<byte> name, out ReadOnlySpan<char> value)
    {
        value = default;
        return RequestContext.Of(guest) is { } request && CookieHeader.TryFind(request.Http.Request.Headers.Cookie, request.HeaderEncoding, name, out value);
    }
}
