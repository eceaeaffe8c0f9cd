using System.Security.Cryptography;
using System.Text;
using Cleanroom.Server.Pipeline;
using Cleanroom.Server.Requests;
using Cleanroom.Server.Sessions;

namespace Cleanroom.Server.Csrf;

/// <summary>
/// Requires state-changing requests to carry the CSRF token of their session, once a program has set one: in the header <c>X-CSRF-Token</c>, or in the form
/// field <c>_csrf</c> or <c>csrf_token</c>.
/// </summary>
sealed class CsrfStep : RequestStep
{
    const string Header = "X-CSRF-Token";

    public override StepResult Run(RequestContext request)
    {
        if (request.State<RequestSession>().Opened is not { CsrfToken: { Length: > 0 } token }) return StepResult.Next;
        if (request.Http.Request.Method is not ("POST" or "PUT" or "PATCH" or "DELETE")) return StepResult.Next;
        return HasToken(request, token) ? StepResult.Next : ResponseWriter.WriteErrorAsync(request, RequestError.CsrfFailed);
    }

    static bool HasToken(RequestContext request, string token)
    {
        var expected = Encoding.UTF8.GetBytes(token);
        if (IsToken(request.HeaderEncoding.GetBytes(request.Http.Request.Headers[Header].ToString()), expected)) return true;
        var form = FormFields.Of(request);
        return form.TryFind("_csrf"u8, out var field) && IsToken(field, expected) || form.TryFind("csrf_token"u8, out field) && IsToken(field, expected);
    }

    static bool IsToken(ReadOnlySpan<byte> sent, byte[] expected) => CryptographicOperations.FixedTimeEquals(sent, expected);
}
