namespace Cleanroom.Server.RateLimits;

/// <summary>Counts requests for all servers of an application. Thread-safe.</summary>
abstract class RateLimitStore : IDisposable
{
    /// <summary>Counts a request. Returns zero if it is allowed, else the time until the window ends.</summary>
    /// <exception cref="RateLimitStoreException">The store is unavailable.</exception>
    public abstract ValueTask<TimeSpan> AddAsync(RateLimitKey key, RateLimitRule rule);

    public virtual void Dispose() => GC.SuppressFinalize(this);
}

/// <summary>The store of rate limits is unavailable: the message is logged, and each server counts alone.</summary>
sealed class RateLimitStoreException(string message, Exception innerException) : Exception(message, innerException);
