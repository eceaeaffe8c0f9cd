using System.Globalization;

namespace Cleanroom.Server.Sessions;

/// <summary>
/// The Set-Cookie header of a session (contract, server 5): not accessible to scripts, sent only to this server, and Secure when the request came over TLS.
/// </summary>
static class SessionCookie
{
    public static string Make(string name, string id, TimeSpan timeToLive, bool isSecure) => string.Create(CultureInfo.InvariantCulture,
        $"{name}={id}; Path=/; HttpOnly; SameSite=Lax; Max-Age={(long)Math.Ceiling(timeToLive.TotalSeconds)}{(isSecure ? "; Secure" : "")}");

    public static string Clear(string name, bool isSecure) => $"{name}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0{(isSecure ? "; Secure" : "")}";
}
