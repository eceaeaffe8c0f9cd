using Microsoft.AspNetCore.Http;

namespace Cleanroom.Server.Pipeline;

/// <summary>Sends bodies in another form than the program's, such as compressed.</summary>
abstract class BodyEncoder
{
    /// <summary>Sends a body; its bytes are read before this returns. Null when it is to be sent as it is.</summary>
    /// <param name="http">The request; status, headers and content type of its response are set.</param>
    /// <param name="body">The body.</param>
    public abstract Task? TrySend(HttpContext http, ReadOnlySpan<byte> body);
}
