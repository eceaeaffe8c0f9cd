using System.Security.Cryptography;
using System.Text;
using Cleanroom.Server.Requests;

namespace Cleanroom.Server.Sessions;

/// <summary>
/// Requests that change something must carry the CSRF token of their session, once a program has set one: in the header <c>X-CSRF-Token</c>, or in the form
/// field <c>_csrf</c> or <c>csrf_token</c> (contract, server 5).
/// </summary>
static class CsrfCheck
{
    const string Header = "X-CSRF-Token";

    /// <summary>True when a request with this method and session needs a token.</summary>
    public static bool IsNeeded(string method, SessionState? session) =>
        session is { CsrfToken.Length: > 0 } && method is ("POST" or "PUT" or "PATCH" or "DELETE");

    /// <summary>True when the request, whose body is read, carries the token.</summary>
    public static bool Passes(RequestContext request, string token)
    {
        var wanted = Encoding.UTF8.GetBytes(token);
        return IsToken(HeaderText.GetBytes(request.Http.Request.Headers[Header].ToString()), wanted)
            || request.Form.TryFind("_csrf"u8, out var field) && IsToken(field, wanted)
            || request.Form.TryFind("csrf_token"u8, out field) && IsToken(field, wanted);
    }

    static bool IsToken(ReadOnlySpan<byte> sent, byte[] wanted) => CryptographicOperations.FixedTimeEquals(sent, wanted);
}
