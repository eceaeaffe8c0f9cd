namespace Cleanroom.Server.RateLimits;

/// <summary>A rate limit.</summary>
/// <param name="Requests">Maximum number of requests per window.</param>
/// <param name="Window">The window, which starts with the first request.</param>
/// <param name="ByUser">True to count signed-in users by id and others by address; false to count by address only.</param>
sealed record RateLimitRule(int Requests, TimeSpan Window, bool ByUser);
