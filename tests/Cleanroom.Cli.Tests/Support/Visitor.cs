namespace Cleanroom.Cli.Tests.Support;

/// <summary>A browser that visits the guest <c>server_functions</c> on one of several servers, with one session cookie.</summary>
sealed class Visitor
{
    /// <summary>The session cookie that is sent, or null.</summary>
    public string? Session { get; set; }

    /// <summary>The text that a server answers at a path; "401" and the like for a failure.</summary>
    public async Task<string> AskAsync(ServedTool server, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (Session is not null) request.Headers.Add("Cookie", $"session={Session}");
        using var answer = await server.Client.SendAsync(request);
        if (answer.Headers.TryGetValues("Set-Cookie", out var cookies))
            foreach (var cookie in cookies.Where(static cookie => cookie.StartsWith("session=", StringComparison.Ordinal)))
                Session = cookie["session=".Length..cookie.IndexOf(';', StringComparison.Ordinal)] is { Length: > 0 } id ? id : null;
        return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync() : $"{(int)answer.StatusCode}";
    }
}
