using Microsoft.AspNetCore.Http;

namespace Cleanroom.Server.Pipeline;

/// <summary>Sends response bodies in another encoding, for example compressed.</summary>
abstract class BodyEncoder
{
    /// <summary>Sends a body; its bytes are read before this returns. Returns null when the body is to be sent unchanged.</summary>
    /// <param name="http">The request; status, headers and content type of its response are already set.</param>
    /// <param name="body">The body.</param>
    public abstract Task? TrySend(HttpContext http, ReadOnlySpan<byte> body);
}
