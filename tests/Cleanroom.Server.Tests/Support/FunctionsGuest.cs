using System.Text;
using Cleanroom.Bridge;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Server.Tests.Support;

/// <summary>Calls host functions through the guest <c>server_functions</c>, one route each, as a browser with a cookie jar would.</summary>
sealed class FunctionsGuest : IAsyncDisposable
{
    FunctionsGuest(ServedApplication served) => Served = served;

    public ServedApplication Served { get; }

    /// <summary>The session cookie that is sent, or null.</summary>
    public string? Session { get; set; }

    /// <summary>The headers Set-Cookie of the last answer.</summary>
    public IReadOnlyList<string> SetCookies { get; private set; } = [];

    public static async Task<FunctionsGuest> StartAsync(CleanServerOptions? options = null) => new(await ServedApplication.GuestAsync("server_functions", options ?? new CleanServerOptions { Guest = new GuestOptions() }));

    /// <summary>Another client of the same server.</summary>
    public FunctionsGuest Another() => new(Served);

    /// <summary>The text that a function answers.</summary>
    public async Task<string> CallAsync(string path, params (string Name, string Value)[] arguments)
    {
        using var answer = await SendAsync(HttpMethod.Get, path, null, arguments);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {text}");
        return text;
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? body, params (string Name, string Value)[] arguments)
    {
        var query = string.Join('&', arguments.Select(argument => $"{argument.Name}={Uri.EscapeDataString(argument.Value)}"));
        using var request = new HttpRequestMessage(method, $"{path}{(query.Length == 0 ? "" : "?" + query)}") { Content = body };
        return await SendAsync(request);
    }

    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        if (Session is not null) request.Headers.Add("Cookie", $"session={Session}");
        var answer = await Served.Client.SendAsync(request);
        SetCookies = answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? [.. cookies] : [];
        foreach (var cookie in SetCookies)
            if (cookie.StartsWith("session=", StringComparison.Ordinal)) Session = cookie["session=".Length..cookie.IndexOf(';', StringComparison.Ordinal)] is { Length: > 0 } id ? id : null;
        return answer;
    }

    public static StringContent Form(string text) => new(text, Encoding.UTF8, "application/x-www-form-urlencoded");

    public ValueTask DisposeAsync() => Served.DisposeAsync();
}
