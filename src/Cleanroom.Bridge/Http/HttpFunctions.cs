using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Json;

namespace Cleanroom.Bridge.Http;

/// <summary>
/// HTTP requests. The result is the response body as text, also for 4xx and 5xx; on any failure it is "" and the response code is 0. Addresses that are not
/// public need a grant (contract, functions 8).
/// </summary>
[WaitsFor(Waits.Network)]
static class HttpFunctions
{
    const string Text = "text/plain", Json = "application/json", Form = "application/x-www-form-urlencoded";

    /// <summary>GET: url.</summary>
    [HostFunction("http_get", IgnoredTrailing = 1)]
    internal static GuestString Get(Guest guest, ReadOnlySpan<byte> url) => Send(guest, "http_get", "GET", url, default, null, default);

    /// <summary>DELETE: url.</summary>
    [HostFunction("http_delete", IgnoredTrailing = 1)]
    internal static GuestString Delete(Guest guest, ReadOnlySpan<byte> url) => Send(guest, "http_delete", "DELETE", url, default, null, default);

    /// <summary>POST with Content-Type <c>text/plain</c>: url, body.</summary>
    [HostFunction("http_post", IgnoredTrailing = 1)]
    internal static GuestString Post(Guest guest, ReadOnlySpan<byte> url, ReadOnlySpan<byte> body) => Send(guest, "http_post", "POST", url, body, Text, default);

    /// <summary>PUT with Content-Type <c>text/plain</c>: url, body.</summary>
    [HostFunction("http_put", IgnoredTrailing = 1)]
    internal static GuestString Put(Guest guest, ReadOnlySpan<byte> url, ReadOnlySpan<byte> body) => Send(guest, "http_put", "PUT", url, body, Text, default);

    /// <summary>PATCH with Content-Type <c>text/plain</c>: url, body.</summary>
    [HostFunction("http_patch", IgnoredTrailing = 1)]
    internal static GuestString Patch(Guest guest, ReadOnlySpan<byte> url, ReadOnlySpan<byte> body) => Send(guest, "http_patch", "PATCH", url, body, Text, default);

    /// <summary>POST with Content-Type <c>application/json</c>: url, body.</summary>
    [HostFunction("http_post_json")]
    internal static GuestString PostJson(Guest guest, ReadOnlySpan<byte> url, ReadOnlySpan<byte> body) => Send(guest, "http_post_json", "POST", url, body, Json, default);

    /// <summary>PUT with Content-Type <c>application/json</c>: url, body.</summary>
    [HostFunction("http_put_json")]
    internal static GuestString PutJson(Guest guest, ReadOnlySpan<byte> url, ReadOnlySpan<byte> body) => Send(guest, "http_put_json", "PUT", url, body, Json, default);

    /// <summary>PATCH with Content-Type <c>application/json</c>: url, body.</summary>
    [HostFunction("http_patch_json")]
    internal static GuestString PatchJson(Guest guest, ReadOnlySpan<byte> url, ReadOnlySpan<byte> body) => Send(guest, "http_patch_json", "PATCH", url, body, Json, default);

    /// <summary>POST with Content-Type <c>application/x-www-form-urlencoded</c>: url, body.</summary>
    [HostFunction("http_post_form")]
    internal static GuestString PostForm(Guest guest, ReadOnlySpan<byte> url, ReadOnlySpan<byte> body) => Send(guest, "http_post_form", "POST", url, body, Form, default);

    /// <summary>GET: url, headers as a JSON object or as lines <c>Name: value</c>.</summary>
    [HostFunction("http_get_with_headers")]
    internal static GuestString GetWithHeaders(Guest guest, ReadOnlySpan<byte> url, ReadOnlySpan<byte> headers) => Send(guest, "http_get_with_headers", "GET", url, default, null, headers);

    /// <summary>DELETE: url, headers.</summary>
    [HostFunction("http_delete_with_headers", "_http_delete_with_headers")]
    internal static GuestString DeleteWithHeaders(Guest guest, ReadOnlySpan<byte> url, ReadOnlySpan<byte> headers) =>
        Send(guest, "http_delete_with_headers", "DELETE", url, default, null, headers);

    /// <summary>POST: url, body, headers.</summary>
    [HostFunction("http_post_with_headers")]
    internal static GuestString PostWithHeaders(Guest guest, ReadOnlySpan<byte> url, ReadOnlySpan<byte> body, ReadOnlySpan<byte> headers) =>
        Send(guest, "http_post_with_headers", "POST", url, body, Text, headers);

    /// <summary>PUT: url, body, headers.</summary>
    [HostFunction("http_put_with_headers", "_http_put_with_headers")]
    internal static GuestString PutWithHeaders(Guest guest, ReadOnlySpan<byte> url, ReadOnlySpan<byte> body, ReadOnlySpan<byte> headers) =>
        Send(guest, "http_put_with_headers", "PUT", url, body, Text, headers);

    /// <summary>PATCH: url, body, headers.</summary>
    [HostFunction("http_patch_with_headers", "_http_patch_with_headers")]
    internal static GuestString PatchWithHeaders(Guest guest, ReadOnlySpan<byte> url, ReadOnlySpan<byte> body, ReadOnlySpan<byte> headers) =>
        Send(guest, "http_patch_with_headers", "PATCH", url, body, Text, headers);

    /// <summary>HEAD: url → the response headers as a JSON object, names in lower case; <c>{}</c> on failure.</summary>
    [HostFunction("http_head")]
    internal static GuestString Head(Guest guest, ReadOnlySpan<byte> url) => SendForHeaders(guest, "http_head", "HEAD", url);

    /// <summary>OPTIONS: url → the response headers as a JSON object, names in lower case; <c>{}</c> on failure.</summary>
    [HostFunction("http_options")]
    internal static GuestString Options(Guest guest, ReadOnlySpan<byte> url) => SendForHeaders(guest, "http_options", "OPTIONS", url);

    static GuestString Send(Guest guest, string function, string method, ReadOnlySpan<byte> url, ReadOnlySpan<byte> body, string? contentType, ReadOnlySpan<byte> headers)
    {
        var call = new HttpCall(guest, function);
        if (!RequestHeaders.TryRead(headers, guest.State<JsonTree>(), call.Headers))
        {
            guest.State<HttpSession>().Clear();
            guest.Logger.HttpFailed(function, "the headers are no JSON object of allowed names and values, nor lines of them");
            return guest.NewString(default);
        }
        if (contentType is not null && !call.Headers.Exists(header => header.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))) call.Headers.Add(("Content-Type", contentType));
        return call.Send(method, url, contentType is null ? null : body.ToArray()) ? guest.NewResult(guest.State<HttpSession>().Body) : guest.NewString(default);
    }

    static GuestString SendForHeaders(Guest guest, string function, string method, ReadOnlySpan<byte> url) =>
        new HttpCall(guest, function).Send(method, url, null) ? HttpResponseFunctions.NewHeaders(guest) : guest.NewString("{}"u8);
}
