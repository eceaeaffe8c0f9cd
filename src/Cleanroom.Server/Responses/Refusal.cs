namespace Cleanroom.Server.Responses;

/// <summary>What the envelope says when a request cannot be read (contract, server 7).</summary>
static class Refusal
{
    /// <summary>The code and the message of a status.</summary>
    public static (string Code, string Message) Of(int status) => status switch
    {
        405 => ("METHOD_NOT_ALLOWED", "the target is not for this method"),
        408 => ("REQUEST_TIMEOUT", "the request took too long to arrive"),
        413 => ("PAYLOAD_TOO_LARGE", "the body is larger than the limit"),
        414 => ("URI_TOO_LONG", "the request line is longer than the limit"),
        431 => ("HEADERS_TOO_LARGE", "the headers are more than the limit"),
        505 => ("HTTP_VERSION_NOT_SUPPORTED", "this version of HTTP is not spoken here"),
        _ => ("BAD_REQUEST", "the request is malformed"),
    };
}
