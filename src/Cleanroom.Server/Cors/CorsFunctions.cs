using System.Text;
using Cleanroom.Bridge;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;
using Cleanroom.Server.Applications;
using Cleanroom.Server.Pipeline;

namespace Cleanroom.Server.Cors;

/// <summary>Cross-origin access configured by programs (contract, functions 12; server 8).</summary>
static class CorsFunctions
{
    const int Done = 0, Failed = -1;

    /// <summary>
    /// Lets pages of other origins read responses. Arguments: origins, methods and headers (comma-separated lists, or <c>*</c>), seconds for which a browser
    /// may cache the permission, flag for cookies. Replaces <c>--cors-origin</c>. Returns 0, or −1 for an origin that is not <c>scheme://host[:port]</c>.
    /// </summary>
    [HostFunction("_cors_configure")]
    internal static int Configure(Guest guest, ReadOnlySpan<byte> origins, ReadOnlySpan<byte> methods, ReadOnlySpan<byte> headers, int maxAge, bool credentials)
    {
        if (StartContext.Of(guest, "_cors_configure") is not { } start) return Failed;
        if (!HeaderRules.IsValue(methods) || !HeaderRules.IsValue(headers))
        {
            guest.Logger.OriginsRefused("a method or header with a line end");
            return Failed;
        }
        var list = Encoding.UTF8.GetString(origins);
        if (CorsPolicy.Create(list, HeaderRules.Value(methods), HeaderRules.Value(headers), maxAge, credentials, out var wrong) is not { } policy)
        {
            guest.Logger.OriginsRefused($"\"{LoggedText.Of(wrong)}\"");
            return Failed;
        }
        if (CorsPolicy.IgnoresCredentials(list, credentials)) guest.Logger.CredentialsIgnored();
        start.SetState(policy);
        return Done;
    }
}
