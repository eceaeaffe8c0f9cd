using Microsoft.Extensions.Primitives;

namespace Cleanroom.Server.Pipeline;

/// <summary>The request id: the client's if it is 1 to 128 visible ASCII characters, else a new one (contract, server 1).</summary>
static class RequestId
{
    /// <summary>The field that carries it.</summary>
    public const string Header = "X-Request-Id";

    const int MaxId = 128;

    /// <summary>Returns the id for what the client sent.</summary>
    public static string Of(StringValues sent) =>
        sent.Count == 1 && sent[0] is { Length: > 0 and <= MaxId } id && !id.AsSpan().ContainsAnyExceptInRange('!', '~') ? id : New();

    // Random, so that several servers behind one name do not collide. Not a secret: a cryptographic generator would cost a microsecond more.
    static string New() => string.Create(16, 0, static (text, _) =>
    {
        Span<byte> bytes = stackalloc byte[8];
        Random.Shared.NextBytes(bytes);
        Convert.TryToHexStringLower(bytes, text, out var _);
    });
}
