using System.Buffers.Binary;
using System.Text;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;
using Cleanroom.Server.Pipeline;
using Cleanroom.Server.Sessions;

namespace Cleanroom.Server.Responses;

/// <summary>Sets cookies. All of them are sent, in the order in which they were set (contract, functions 14).</summary>
static class CookieFunctions
{
    const uint LowestText = 1024;

    /// <summary>
    /// Sets a cookie: name and value as length-prefixed strings, or the raw pair of a complete cookie (contract, abi 6). Returns 1, or 0 for an invalid name
    /// or value.
    /// </summary>
    [HostFunction("_http_set_cookie")]
    internal static bool SetCookie(Guest guest, GuestPointer first, GuestPointer second)
    {
        var memory = guest.Memory;
        var isPair = first.Address >= 4 && memory.Memory.TryRead(first.Address - 4, 4, out var word) && BinaryPrimitives.ReadUInt32LittleEndian(word) == second.Address
            || second.Address < LowestText && memory.Memory.TryRead(first.Address, second.Address, out var text) && text.Contains((byte)'=');
        return isPair ? SetWhole(guest, "_http_set_cookie", memory.Read(first.Address, second.Address)) : SetCookie(guest, memory.LengthPrefixed(first.Address), memory.LengthPrefixed(second.Address), default);
    }

    /// <summary>Sets a cookie: name, value. Attributes: <c>Path=/; HttpOnly; SameSite=Lax</c>, and <c>Secure</c> over TLS.</summary>
    [HostFunction("_http_set_cookie", Form = StringForm.Pairs)]
    internal static bool SetCookie(Guest guest, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => SetCookie(guest, name, value, default);

    /// <summary>
    /// Sets a cookie: name, value, options as attributes (<c>Path=/; Max-Age=60</c>) or as JSON (<c>{"maxAge":60,"httpOnly":false}</c>). Other attributes
    /// keep their defaults.
    /// </summary>
    [HostFunction("_http_set_cookie")]
    internal static bool SetCookie(Guest guest, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, ReadOnlySpan<byte> options)
    {
        if (RequestContext.Of(guest) is not { } request) return false;
        var header = CookieRules.Make(name, value, options, request.Http.Request.IsHttps, out var refusal);
        return header is null ? Refuse(guest, "_http_set_cookie", name, refusal!) : Add(request, header);
    }

    /// <summary>Sets a cookie by its complete text: <c>name=value; Path=/</c>. Returns 1, or 0 for an invalid cookie.</summary>
    [HostFunction("_session_set_cookie", Form = StringForm.Pairs)]
    internal static bool SetWhole(Guest guest, ReadOnlySpan<byte> cookie) => SetWhole(guest, "_session_set_cookie", cookie);

    /// <summary>Deletes a cookie at the client.</summary>
    [HostFunction("_http_delete_cookie")]
    internal static bool DeleteCookie(Guest guest, ReadOnlySpan<byte> name)
    {
        if (RequestContext.Of(guest) is not { } request) return false;
        if (CookieRules.Validate(name, default, request.Http.Request.IsHttps) is { } refusal) return Refuse(guest, "_http_delete_cookie", name, refusal);
        return Add(request, SessionCookie.Clear(Encoding.ASCII.GetString(name), request.Http.Request.IsHttps));
    }

    static bool SetWhole(Guest guest, string function, ReadOnlySpan<byte> cookie)
    {
        if (RequestContext.Of(guest) is not { } request) return false;
        return CookieRules.Validate(cookie, request.Http.Request.IsHttps) is { } refusal ? Refuse(guest, function, cookie[..Math.Max(0, cookie.IndexOf((byte)'='))], refusal) : Add(request, Encoding.ASCII.GetString(cookie));
    }

    static bool Add(RequestContext request, string header)
    {
        request.Response.SetHeader("Set-Cookie", header);
        return true;
    }

    static bool Refuse(Guest guest, string function, ReadOnlySpan<byte> name, string refusal)
    {
        guest.Logger.CookieRefused(function, HeaderRules.Value(name[..Math.Min(name.Length, 64)]), refusal);
        return false;
    }
}
