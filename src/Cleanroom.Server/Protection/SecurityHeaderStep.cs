using Cleanroom.Server.Pipeline;

namespace Cleanroom.Server.Protection;

/// <summary>Sets the headers of <c>--security-headers</c>; headers set by the program replace them (contract, server 4; must-never N100).</summary>
sealed class SecurityHeaderStep : RequestStep
{
    const string Policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'", OneYear = "max-age=31536000";

    public override StepResult Run(RequestContext request)
    {
        var headers = request.Http.Response.Headers;
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "strict-origin-when-cross-origin";
        headers.ContentSecurityPolicy = Policy;
        if (request.Http.Request.IsHttps) headers.StrictTransportSecurity = OneYear;
        return StepResult.Next;
    }
}
