using System.Net;
using System.Text;
using System.Text.Unicode;
using Cleanroom.Bridge.Grants;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Settings;

namespace Cleanroom.Bridge.Http;

/// <summary>A request of a guest, including its redirects (contract, functions 8; RFC 9110).</summary>
sealed class HttpCall(Guest guest, string function)
{
    static readonly string[] HeadersKeptAcrossOrigins = ["Accept", "Accept-Encoding", "Accept-Language", "Cache-Control", "Content-Language", "Content-Type", "User-Agent"];

    readonly HttpSession _session = guest.State<HttpSession>();

    /// <summary>Headers set by the program.</summary>
    public List<(string Name, string Value)> Headers { get; } = [];

    /// <summary>Sends a request. Returns false on any failure, which is logged; otherwise the session holds the response.</summary>
    public bool Send(string method, ReadOnlySpan<byte> url, byte[]? body)
    {
        _session.Clear();
        var text = Encoding.UTF8.GetString(url);
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
            return Fail(limit.IsCancellationRequested ? $"no answer within {_session.Timeout} ms" : $"no connection within {HttpConnections.ConnectTimeout.TotalSeconds} s");
        }
        catch (Exception error) when (error is HttpRequestException or IOException or InvalidDataException or UriFormatException)
        {
            for (var cause = error; cause is not null; cause = cause.InnerException)
                if (cause is NetworkRefusedException refused)
                {
                    guest.Logger.NetworkRefused(function, refused.Host, refused.Port, guest.Options.SettingNames["net"]);
                    _session.Clear();
                    return false;
                }
            return Fail(FailureText.Of(error));
        }
    }

    bool Follow(HttpMethod method, Uri uri, byte[]? body, CancellationToken cancellation)
    {
        for (var followed = 0; ; followed++)
        {
            using var request = MakeRequest(method, uri, body);
            using var response = guest.Options.Network.Share(static access => new HttpConnections(access)).Send(request, cancellation);
            KeepCookies(uri, response);
            if (HttpRedirect.Next(response, uri) is not { } next || _session.Redirects == 0) return Receive(response, method, cancellation);
            if (followed >= _session.Redirects) return Fail($"more than {_session.Redirects} redirects");
            var status = (int)response.StatusCode;
            if (status == 303 && method != HttpMethod.Head || status is 301 or 302 && method == HttpMethod.Post)
            {
                method = HttpMethod.Get;
                body = null;
                Headers.RemoveAll(header => header.Name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase));
            }
            // Another origin must not get what the program sent to the first one (must-never N125).
            if (next.Scheme != uri.Scheme || next.Host != uri.Host || next.Port != uri.Port)
                Headers.RemoveAll(header => !HeadersKeptAcrossOrigins.Contains(header.Name, StringComparer.OrdinalIgnoreCase));
            uri = next;
        }
    }

    HttpRequestMessage MakeRequest(HttpMethod method, Uri uri, byte[]? body)
    {
        var request = new HttpRequestMessage(method, uri) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionOrLower };
        if (body is not null) request.Content = new ByteArrayContent(body);
        foreach (var (name, value) in Headers)
            if (!request.Headers.TryAddWithoutValidation(name, value)) (request.Content ??= new ByteArrayContent([])).Headers.TryAddWithoutValidation(name, value);
        AddUnlessSet(request, "User-Agent", _session.UserAgent ?? ResponseBody.DefaultUserAgent);
        AddUnlessSet(request, "Accept-Encoding", "gzip, deflate, br");
        AddUnlessSet(request, "Cookie", _session.Cookies?.HeaderFor(uri));
        return request;
    }

    static void AddUnlessSet(HttpRequestMessage request, string name, string? value)
    {
        if (value is not null && !request.Headers.NonValidated.Contains(name)) request.Headers.TryAddWithoutValidation(name, value);
    }

    bool Receive(HttpResponseMessage response, HttpMethod method, CancellationToken cancellation)
    {
        foreach (var header in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
            _session.Headers.Add((header.Key.ToLowerInvariant(), ReadText(header.Value.ToString())));
        if (method != HttpMethod.Head)
        {
            var limit = guest.Options.Limits.HostCallBytes;
            if (ResponseBody.Read(response, limit, _session.Charge, cancellation) is not { } body) return Fail($"the response is larger than {Math.Min(ResponseBody.MaxBytes, limit)} bytes");
            _session.Body = body;
        }
        _session.Status = (int)response.StatusCode;
        return true;
    }

    void KeepCookies(Uri uri, HttpResponseMessage response)
    {
        if (_session.Cookies is null || !response.Headers.NonValidated.TryGetValues("Set-Cookie", out var cookies)) return;
        foreach (var cookie in cookies) _session.Cookies.Keep(uri, ReadText(cookie));
    }

    // Header fields are bytes; when they are not ASCII, most servers send UTF-8.
    static string ReadText(string field)
    {
        if (Ascii.IsValid(field)) return field;
        var bytes = Encoding.Latin1.GetBytes(field);
        return Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : field;
    }

    bool Fail(string reason)
    {
        _session.Clear();
        guest.Logger.HttpFailed(function, LoggedText.Of(reason));
        return false;
    }
}
