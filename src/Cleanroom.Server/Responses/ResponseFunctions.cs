using System.Text;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;
using Cleanroom.Server.Pipeline;
using Cleanroom.Server.Requests;
using Microsoft.Net.Http.Headers;

namespace Cleanroom.Server.Responses;

/// <summary>Write access to the response. Outside of a request these functions have no effect (contract, functions 14).</summary>
static class ResponseFunctions
{
    static readonly int[] RedirectStatuses = [301, 302, 303, 307, 308];

    /// <summary>Sets status, content type and body. Returns a copy of the body, so that the handler can return it.</summary>
    [HostFunction("_http_respond")]
    internal static GuestString Respond(Guest guest, int status, ReadOnlySpan<byte> contentType, ReadOnlySpan<byte> body)
    {
        var copy = guest.NewResult(body);
        if (RequestContext.Of(guest) is not { } request) return copy;
        SetStatus(request, status);
        SetContentType(request, contentType);
        request.Response.SetBody(copy.Address + 4, body.Length);
        return copy;
    }

    /// <summary>Redirects to a URL: status, URL. A status other than 301, 302, 303, 307, 308 becomes 302. Returns "".</summary>
    [HostFunction("_http_redirect")]
    internal static GuestString Redirect(Guest guest, int status, ReadOnlySpan<byte> url)
    {
        SetRedirect(guest, url, status);
        return guest.NewString(default);
    }

    /// <summary>Redirects to a URL: URL, status. Returns 1, or 0 when the URL is not valid in a header.</summary>
    [HostFunction("_res_redirect")]
    internal static bool RedirectTo(Guest guest, ReadOnlySpan<byte> url, int status) => SetRedirect(guest, url, status);

    /// <summary>Sets a header. Replaces one with the same name, but adds Set-Cookie. Returns 1, or 0 for a name or value that HTTP does not allow.</summary>
    [HostFunction("_http_set_header")]
    internal static bool SetHeader(Guest guest, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => TrySetHeader(guest, "_http_set_header", name, value);

    /// <summary>Same as <c>_http_set_header</c>.</summary>
    [HostFunction("_res_set_header")]
    internal static bool SetResponseHeader(Guest guest, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => TrySetHeader(guest, "_res_set_header", name, value);

    /// <summary>Sets the status, 200 to 599; any other value is ignored and logged.</summary>
    [HostFunction("_res_status", "_http_set_status")]
    internal static bool SetStatus(Guest guest, int status) => RequestContext.Of(guest) is { } request && SetStatus(request, status);

    /// <summary>Sets the body.</summary>
    [HostFunction("_res_body", "_http_set_body")]
    internal static bool SetBody(Guest guest, ReadOnlySpan<byte> body) => SetBody(guest, body, null);

    /// <summary>Sets a JSON body.</summary>
    [HostFunction("_res_json", "_http_json")]
    internal static bool SetJson(Guest guest, ReadOnlySpan<byte> body) => SetBody(guest, body, "application/json");

    /// <summary>Sets an HTML body.</summary>
    [HostFunction("_http_html")]
    internal static bool SetHtml(Guest guest, ReadOnlySpan<byte> body) => SetBody(guest, body, TextType.Html);

    /// <summary>Sets a text body.</summary>
    [HostFunction("_http_text")]
    internal static bool SetText(Guest guest, ReadOnlySpan<byte> body) => SetBody(guest, body, TextType.Plain);

    /// <summary>Responds with 404 and an error envelope.</summary>
    [HostFunction("_http_not_found")]
    internal static bool NotFound(Guest guest, ReadOnlySpan<byte> message) => SetError(guest, RequestError.NotFound, message);

    /// <summary>Responds with 400 and an error envelope.</summary>
    [HostFunction("_http_bad_request")]
    internal static bool BadRequest(Guest guest, ReadOnlySpan<byte> message) => SetError(guest, RequestError.Malformed, message);

    /// <summary>Responds with 401 and an error envelope.</summary>
    [HostFunction("_http_unauthorized")]
    internal static bool Unauthorized(Guest guest, ReadOnlySpan<byte> message) => SetError(guest, RequestError.SignInRequired, message);

    /// <summary>Responds with 403 and an error envelope.</summary>
    [HostFunction("_http_forbidden")]
    internal static bool Forbidden(Guest guest, ReadOnlySpan<byte> message) => SetError(guest, RequestError.RoleRequired, message);

    /// <summary>Responds with 500 and an error envelope.</summary>
    [HostFunction("_http_server_error")]
    internal static bool ServerError(Guest guest, ReadOnlySpan<byte> message) => SetError(guest, RequestError.ProgramFailed, message);

    /// <summary>Lets clients cache the response for this many seconds; 0 or less disables caching. Returns 1.</summary>
    [HostFunction("_http_set_cache")]
    internal static bool SetCache(Guest guest, int seconds)
    {
        RequestContext.Of(guest)?.Response.SetHeader("Cache-Control", seconds > 0 ? $"public, max-age={seconds}" : "no-cache, no-store, must-revalidate");
        return true;
    }

    /// <summary>Forbids caching of the response, including by HTTP/1.0 clients. Returns 1.</summary>
    [HostFunction("_http_no_cache")]
    internal static bool NoCache(Guest guest)
    {
        SetCache(guest, 0);
        RequestContext.Of(guest)?.Response.SetHeader("Pragma", "no-cache");
        RequestContext.Of(guest)?.Response.SetHeader("Expires", "0");
        return true;
    }

    /// <summary>Makes the client save the response under a file name (the last part of a path). Returns 1.</summary>
    [HostFunction("_res_download")]
    internal static bool Download(Guest guest, ReadOnlySpan<byte> name)
    {
        var text = Encoding.UTF8.GetString(name);
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(new string([.. text[(text.LastIndexOfAny(['/', '\\']) + 1)..].Where(static character => !char.IsControl(character))]));
        RequestContext.Of(guest)?.Response.SetHeader("Content-Disposition", disposition.ToString());
        return true;
    }

    internal static bool TrySetHeader(Guest guest, string function, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (RequestContext.Of(guest) is not { } request) return false;
        if (!HeaderRules.IsName(name) || !HeaderRules.IsValue(value))
        {
            guest.Logger.HeaderRefused(function, HeaderRules.Value(name[..Math.Min(name.Length, 64)]));
            return false;
        }
        var text = InternedText.Get(name);
        if (text.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)) request.Response.ContentType = HeaderRules.Value(value);
        else request.Response.SetHeader(text, text.Equals("Location", StringComparison.OrdinalIgnoreCase) ? LocationHeader.Encode(value) : HeaderRules.Value(value));
        return true;
    }

    static bool SetStatus(RequestContext request, int status)
    {
        if (status is < 200 or > 599)
        {
            request.Application.Logger.StatusRefused(status);
            return false;
        }
        request.Response.Status = status;
        return true;
    }

    static void SetContentType(RequestContext request, ReadOnlySpan<byte> contentType)
    {
        if (contentType.IsEmpty) return;
        if (HeaderRules.IsValue(contentType)) request.Response.ContentType = Ascii.IsValid(contentType) ? InternedText.Get(contentType) : HeaderRules.Value(contentType);
        else request.Application.Logger.HeaderRefused("_http_respond", "Content-Type");
    }

    static bool SetRedirect(Guest guest, ReadOnlySpan<byte> url, int status)
    {
        if (RequestContext.Of(guest) is not { } request) return false;
        if (url.IsEmpty || !HeaderRules.IsValue(url))
        {
            guest.Logger.HeaderRefused("_res_redirect", "Location");
            return false;
        }
        request.Response.SetRedirect(LocationHeader.Encode(url), RedirectStatuses.Contains(status) ? status : 302);
        return true;
    }

    static bool SetBody(Guest guest, ReadOnlySpan<byte> body, string? contentType)
    {
        if (RequestContext.Of(guest) is not { } request) return false;
        request.Response.SetBody(body);
        if (contentType is not null) request.Response.ContentType = contentType;
        return true;
    }

    static bool SetError(Guest guest, RequestError error, ReadOnlySpan<byte> message)
    {
        if (RequestContext.Of(guest) is not { } request) return false;
        request.Response.Status = error.Status;
        request.Response.ContentType = ErrorEnvelope.ContentType;
        request.Response.SetBody(ErrorEnvelope.Write(error, message));
        if (!request.Response.HasHeader("Cache-Control")) request.Response.SetHeader("Cache-Control", "no-store");
        return true;
    }
}
