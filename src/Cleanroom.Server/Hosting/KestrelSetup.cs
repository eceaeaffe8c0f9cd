using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Net.Http.Headers;

namespace Cleanroom.Server.Hosting;

/// <summary>How Kestrel reads and writes requests in a standalone server, and in an application that asks for it (<see cref="CleanAppExtensions.UseCleanKestrel"/>).</summary>
static class KestrelSetup
{
    static readonly DigitsEncoding Digits = new();

    // Header values are bytes, carried one character each: clients send Latin-1 and UTF-8, and neither makes a request malformed.
    static readonly Func<string, Encoding?> ResponseEncoding = static _ => Encoding.Latin1;
    static readonly Func<string, Encoding?> RequestEncoding = static name => name == HeaderNames.ContentLength ? Digits : Encoding.Latin1;

    /// <summary>Sets what the server's options can say.</summary>
    public static void Apply(KestrelServerOptions kestrel)
    {
        kestrel.ResponseHeaderEncodingSelector = ResponseEncoding;
        kestrel.RequestHeaderEncodingSelector = RequestEncoding;
        // The target of a request in absolute form names its host, whatever Host says (RFC 9112, 3.2.2).
        kestrel.AllowHostHeaderOverride = true;
    }

    /// <summary>True when Kestrel carries header values as <see cref="Apply"/> has it.</summary>
    public static bool CarriesHeaderBytes(KestrelServerOptions kestrel) =>
        ReferenceEquals(kestrel.RequestHeaderEncodingSelector, RequestEncoding) && ReferenceEquals(kestrel.ResponseHeaderEncodingSelector, ResponseEncoding);

    /// <summary>Makes every Kestrel of the process refuse lines that end with a bare line feed. Read when a server is made.</summary>
    public static void RefuseBareLineFeeds() => AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", true);
}
