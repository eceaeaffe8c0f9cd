using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Net.Http.Headers;

namespace Cleanroom.Server.Hosting;

/// <summary>
/// How Kestrel reads and writes requests in a standalone server, and in an application that opts in (<see cref="CleanAppExtensions.UseCleanKestrel"/>).
/// </summary>
static class KestrelSetup
{
    static readonly DigitsEncoding Digits = new();

    // Header values are bytes, one character each: clients send Latin-1 and UTF-8, and neither may make a request malformed.
    static readonly Func<string, Encoding?> ResponseEncoding = static _ => Encoding.Latin1;
    static readonly Func<string, Encoding?> RequestEncoding = static name => name == HeaderNames.ContentLength ? Digits : Encoding.Latin1;

    /// <summary>Applies the settings that are available as Kestrel options.</summary>
    public static void Apply(KestrelServerOptions kestrel)
    {
        kestrel.ResponseHeaderEncodingSelector = ResponseEncoding;
        kestrel.RequestHeaderEncodingSelector = RequestEncoding;
        // A target in absolute form determines the host, whatever Host says (RFC 9112, 3.2.2).
        kestrel.AllowHostHeaderOverride = true;
    }

    /// <summary>True when Kestrel is configured as <see cref="Apply"/> does.</summary>
    public static bool CarriesHeaderBytes(KestrelServerOptions kestrel) =>
        ReferenceEquals(kestrel.RequestHeaderEncodingSelector, RequestEncoding) && ReferenceEquals(kestrel.ResponseHeaderEncodingSelector, ResponseEncoding);

    /// <summary>Makes every Kestrel in the process reject lines that end with a bare line feed. Read when a server is created.</summary>
    public static void RefuseBareLineFeeds() => AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", true);
}
