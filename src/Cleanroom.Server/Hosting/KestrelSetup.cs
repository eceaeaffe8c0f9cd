using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Net.Http.Headers;

namespace Cleanroom.Server.Hosting;

/// <summary>How Kestrel has to read and write requests for an application, in a standalone server as in one that embeds it.</summary>
static class KestrelSetup
{
    static readonly DigitsEncoding Digits = new();

    /// <summary>Sets what the server's options can say.</summary>
    public static void Apply(KestrelServerOptions kestrel)
    {
        // Header values are bytes, carried one character each: clients send Latin-1 and UTF-8, and neither makes a request malformed.
        kestrel.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
        kestrel.RequestHeaderEncodingSelector = static name => name == HeaderNames.ContentLength ? Digits : Encoding.Latin1;
        // The target of a request in absolute form names its host, whatever Host says (RFC 9112, 3.2.2).
        kestrel.AllowHostHeaderOverride = true;
    }

    /// <summary>Makes Kestrel refuse lines that end with a bare line feed. Read when a server is made.</summary>
    public static void RefuseBareLineFeeds() => AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", true);
}
