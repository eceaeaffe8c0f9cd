using Cleanroom.Bridge.Guests;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Http;

/// <summary>The settings and the last response of one guest, for one event (must-never N62).</summary>
sealed class HttpSession(MemoryBudget? budget) : IGuestState<HttpSession>, IDisposable
{
    public const int DefaultTimeout = 30_000, MaxTimeout = 300_000, DefaultRedirects = 10, MaxRedirects = 50;

    // Shorter bodies do not count against the memory budget; longer ones in steps of this size.
    const int ChargeStep = 1 << 17;

    long _charged;

    public static HttpSession Create(Guest guest) => new(guest.Options.Limits.Budget);

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

    /// <summary>Charges the memory budget with a body that has grown to this length, until the response is cleared.</summary>
    /// <exception cref="IOException">The budget has no room.</exception>
    public void Charge(long length)
    {
        // Twice: the buffer doubles as it fills, and is copied at the end.
        var more = 2 * length / ChargeStep * ChargeStep - _charged;
        if (budget is null || more <= 0) return;
        if (!budget.TryCharge(more)) throw new IOException($"the memory budget has no room for the response: {budget.Used} of {budget.Limit} bytes are in use");
        _charged += more;
    }

    /// <summary>Clears the last response.</summary>
    public void Clear()
    {
        Dispose();
        Status = 0;
        Body = [];
        Headers.Clear();
    }

    /// <summary>Releases what the budget was charged with.</summary>
    public void Dispose()
    {
        if (_charged > 0) budget?.Release(_charged);
        _charged = 0;
    }
}
