namespace Cleanroom.Server.RateLimits;

/// <summary>How many requests a client may send.</summary>
/// <param name="Requests">Requests in a window.</param>
/// <param name="Window">The window, which begins with the first request.</param>
/// <param name="ByUser">True to count for signed-in users by their id and for others by their address; false to count by address only.</param>
sealed record RateLimitRule(int Requests, TimeSpan Window, bool ByUser);
