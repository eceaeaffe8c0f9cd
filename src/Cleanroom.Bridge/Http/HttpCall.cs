using System.Net;
using Cleanroom.Bridge.Abi;

namespace Cleanroom.Bridge.Http;

/// <summary>One request of a guest with its redirects (contract, functions 8; RFC 9110).</summary>
sealed class HttpCall(Guest guest, string function)
{
    static readonly string[] HeadersKeptAcrossOrigins = ["Accept", "Accept-Language", "Content-Type", "Content-Language", "Cache-Control"];

    readonly HttpSession _session = guest.Http;

    /// <summary>Headers that the program set.</summary>
    public List<(string Name, string Value)> Headers { get; } = [];

    /// <summary>Sends a request. False on any failure, which is logged; the session holds the response else.</summary>
    public bool Send(string method, ReadOnlySpan<byte> url, byte[]? body)
    {
        _session.Clear();
        var text = System.Text.Encoding.UTF8.GetString(url);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")) return Fail("the URL is not an absolute http or https URL");
        if (uri.UserInfo.Length > 0) return Fail("a URL with user information is refused");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(guest.Stopping);
        limit.CancelAfter(_session.Timeout);
        try
        {
            return Follow(new HttpMethod(method), uri, body, limit.Token);
        }
        catch (OperationCanceledException) when (guest.Stopping.IsCancellationRequested)
        {
            throw guest.StopTrap();
        }
        catch (OperationCanceledException)
        {
            return Fail($"no answer within {_session.Timeout} ms");
        }
        catch (Exception error) when (error is HttpRequestException or IOException or InvalidDataException or UriFormatException)
        {
            for (var cause = error; cause is not null; cause = cause.InnerException)
                if (cause is NetworkRefusedException refused)
                {
                    guest.Logger.NetworkRefused(function, refused.Host, refused.Port);
                    _session.Clear();
                    return false;
                }
            return Fail(error.Message);
        }
    }

    bool Follow(HttpMethod method, Uri uri, byte[]? body, CancellationToken cancellation)
    {
        for (var followed = 0; ; followed++)
        {
            using var request = MakeRequest(method, uri, body);
            using var response = guest.Options.Network.Connections.Send(request, cancellation);
            KeepCookies(uri, response);
            if (Next(response, uri) is not { } next || _session.Redirects == 0) return Receive(response, method, cancellation);
            if (followed >= _session.Redirects) return Fail($"more than {_session.Redirects} redirects");
            var status = (int)response.StatusCode;
            if (status == 303 && method != HttpMethod.Head || status is 301 or 302 && method == HttpMethod.Post)
            {
                method = HttpMethod.Get;
                body = null;
                Headers.RemoveAll(header => header.Name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase));
            }
            // Another origin gets none of what the program meant for the first one (must-never N125).
            if (next.Scheme != uri.Scheme || next.Host != uri.Host || next.Port != uri.Port)
                Headers.RemoveAll(header => !HeadersKeptAcrossOrigins.Contains(header.Name, StringComparer.OrdinalIgnoreCase));
            uri = next;
        }
    }

    static Uri? Next(HttpResponseMessage response, Uri from)
    {
        if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location) return null;
        var next = location.IsAbsoluteUri ? location : new Uri(from, location);
        return next.Scheme is "http" or "https" && next.UserInfo.Length == 0 && !(from.Scheme == "https" && next.Scheme == "http") ? next : null;
    }

    HttpRequestMessage MakeRequest(HttpMethod method, Uri uri, byte[]? body)
    {
        var request = new HttpRequestMessage(method, uri) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionOrLower };
        if (body is not null) request.Content = new ByteArrayContent(body);
        request.Headers.TryAddWithoutValidation("User-Agent", _session.UserAgent ?? ResponseBody.DefaultUserAgent);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip, deflate, br");
        if (_session.Cookies?.GetCookieHeader(uri) is { Length: > 0 } cookies) request.Headers.TryAddWithoutValidation("Cookie", cookies);
        foreach (var (name, value) in Headers)
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content?.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    bool Receive(HttpResponseMessage response, HttpMethod method, CancellationToken cancellation)
    {
        foreach (var header in response.Headers.Concat(response.Content.Headers))
            _session.Headers.Add((header.Key.ToLowerInvariant(), string.Join(", ", header.Value)));
        if (method != HttpMethod.Head)
        {
            if (ResponseBody.Read(response, guest.Options.Limits.HostCallBytes, cancellation) is not { } body) return Fail($"the response is larger than {ResponseBody.MostBytes} bytes");
            _session.Body = body;
        }
        _session.Status = (int)response.StatusCode;
        return true;
    }

    void KeepCookies(Uri uri, HttpResponseMessage response)
    {
        if (_session.Cookies is null || !response.Headers.TryGetValues("Set-Cookie", out var cookies)) return;
        foreach (var cookie in cookies)
        {
            try
            {
                _session.Cookies.SetCookies(uri, cookie);
            }
            catch (CookieException)
            {
                // A cookie for another domain, or one that is none: it is not kept.
            }
        }
    }

    bool Fail(string reason)
    {
        _session.Clear();
        guest.Logger.HttpFailed(function, reason);
        return false;
    }
}
