using Microsoft.AspNetCore.Http;

namespace Cleanroom.Server.Responses;

/// <summary>Headers of <c>--security-headers</c>; what the program sets replaces them (contract, server 4; must-never N100).</summary>
static class SecurityHeaders
{
    const string Policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'", OneYear = "max-age=31536000";

    public static void Set(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "strict-origin-when-cross-origin";
        headers.ContentSecurityPolicy = Policy;
        if (http.Request.IsHttps) headers.StrictTransportSecurity = OneYear;
    }
}
