using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.Http;

/// <summary>The settings and the last response of one guest, for one event (must-never N62).</summary>
sealed class HttpSession : IGuestState<HttpSession>
{
    public const int DefaultTimeout = 30_000, MaxTimeout = 300_000, DefaultRedirects = 10, MaxRedirects = 50;

    public static HttpSession Create(Guest guest) => new();

    /// <summary>The User-Agent header, or null for the default.</summary>
    public string? UserAgent { get; set; }

    /// <summary>Timeout in milliseconds for a request including redirects.</summary>
    public int Timeout { get; set; } = DefaultTimeout;

    /// <summary>Maximum number of redirects; 0 returns the redirect itself.</summary>
    public int Redirects { get; set; } = DefaultRedirects;

    /// <summary>The cookies, or null while they are not enabled.</summary>
    public CookieJar? Cookies { get; set; }

    /// <summary>Status of the last response, 0 before the first and after a failure.</summary>
    public int Status { get; set; }

    /// <summary>Body of the last response.</summary>
    public byte[] Body { get; set; } = [];

    /// <summary>Headers of the last response, names in lower case, values of repeated ones joined.</summary>
    public List<(string Name, string Value)> Headers { get; } = [];

    /// <summary>Clears the last response.</summary>
    public void Clear()
    {
        Status = 0;
        Body = [];
        Headers.Clear();
    }
}
