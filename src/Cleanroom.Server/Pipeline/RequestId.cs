using Microsoft.AspNetCore.Http;

namespace Cleanroom.Server.Pipeline;

/// <summary>The id of a request: the client's when it is 1 to 128 visible ASCII characters, else a new one (contract, server 1).</summary>
static class RequestId
{
    const int MaxId = 128;

    public static string Of(IHeaderDictionary headers)
    {
        var sent = headers["X-Request-Id"];
        return sent.Count == 1 && sent[0] is { Length: > 0 and <= MaxId } id && !id.AsSpan().ContainsAnyExceptInRange('!', '~') ? id : New();
    }

    // Random, so that servers behind one name do not give the same; nothing is kept secret with it, and what keeps secrets takes a microsecond more.
    static string New() => string.Create(16, 0, static (text, _) =>
    {
        Span<byte> bytes = stackalloc byte[8];
        Random.Shared.NextBytes(bytes);
        Convert.TryToHexStringLower(bytes, text, out var _);
    });
}
