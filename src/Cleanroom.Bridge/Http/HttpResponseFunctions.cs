using System.Text;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Json;

namespace Cleanroom.Bridge.Http;

/// <summary>Settings of the HTTP client and the last response; both end with the event (contract, functions 8).</summary>
static class HttpResponseFunctions
{
    /// <summary>Sets the User-Agent; "" for the default. Control characters are refused.</summary>
    [HostFunction("http_set_user_agent")]
    internal static int SetUserAgent(Guest guest, ReadOnlySpan<byte> text)
    {
        if (text.ContainsAnyInRange((byte)0, (byte)31) || text.Contains((byte)127)) guest.Logger.HttpFailed("http_set_user_agent", "control characters are refused");
        else guest.State<HttpSession>().UserAgent = text.IsEmpty ? null : Encoding.UTF8.GetString(text);
        return 0;
    }

    /// <summary>Sets the timeout of a request in milliseconds, at most 300,000; 0 or less means 30,000.</summary>
    [HostFunction("http_set_timeout")]
    internal static int SetTimeout(Guest guest, int milliseconds)
    {
        guest.State<HttpSession>().Timeout = milliseconds <= 0 ? HttpSession.DefaultTimeout : Math.Min(milliseconds, HttpSession.MaxTimeout);
        return 0;
    }

    /// <summary>Sets the maximum number of redirects, at most 50; 0 returns the redirect itself, a negative number means 10.</summary>
    [HostFunction("http_set_max_redirects")]
    internal static int SetMaximumRedirects(Guest guest, int count)
    {
        guest.State<HttpSession>().Redirects = count < 0 ? HttpSession.DefaultRedirects : Math.Min(count, HttpSession.MaxRedirects);
        return 0;
    }

    /// <summary>Enables or disables cookies, which are stored by domain and path. Disabling discards them.</summary>
    [HostFunction("http_enable_cookies")]
    internal static int EnableCookies(Guest guest, bool enabled)
    {
        guest.State<HttpSession>().Cookies = enabled ? guest.State<HttpSession>().Cookies ?? new CookieJar(guest.Options.Clock) : null;
        return 0;
    }

    /// <summary>Status of the last response; 0 before the first and after a failure.</summary>
    [HostFunction("http_get_response_code")]
    internal static int Code(Guest guest) => guest.State<HttpSession>().Status;

    /// <summary>Body of the last response; "" without one.</summary>
    [HostFunction("http_get_response_body")]
    internal static GuestString Body(Guest guest) => guest.NewResult(guest.State<HttpSession>().Body);

    /// <summary>Headers of the last response as a JSON object, names in lower case; "" before the first.</summary>
    [HostFunction("http_get_response_headers")]
    internal static GuestString Headers(Guest guest) => guest.State<HttpSession>().Status == 0 ? guest.NewString(default) : NewHeaders(guest);

    /// <summary>A header of the last response by name (case-insensitive); "" when it does not exist.</summary>
    [HostFunction("http_get_response_header")]
    internal static GuestString Header(Guest guest, ReadOnlySpan<byte> name)
    {
        foreach (var (headerName, value) in guest.State<HttpSession>().Headers)
            if (Ascii.EqualsIgnoreCase(name, headerName)) return guest.NewResult(Encoding.UTF8.GetBytes(value));
        return guest.NewString(default);
    }

    internal static GuestString NewHeaders(Guest guest)
    {
        guest.Scratch.ResetWrittenCount();
        new JsonOutput(guest.Scratch).Object(guest.State<HttpSession>().Headers.Select(static header => (header.Name, Encoding.UTF8.GetBytes(header.Value))));
        return guest.NewResult(guest.Scratch.WrittenSpan);
    }
}
