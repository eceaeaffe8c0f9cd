using System.Collections.Concurrent;

namespace Cleanroom.Bridge.Crypto;

/// <summary>
/// Remembers for an application which single-use tokens were used, until they expire anyway. Safe to use from several threads; of a token that is used
/// several times at once, one use counts.
/// </summary>
public class UsedTokens
{
    const int MostTokens = 100_000;

    // Made with the first token: most programs have none.
    ConcurrentDictionary<string, DateTimeOffset>? _expiry;

    /// <summary>Marks a token as used. False when it was used before, or when so many are remembered that it cannot be told.</summary>
    public virtual bool TryUse(string id, DateTimeOffset expires, DateTimeOffset now)
    {
        var used = LazyInitializer.EnsureInitialized(ref _expiry, static () => new ConcurrentDictionary<string, DateTimeOffset>());
        if (used.Count >= MostTokens)
            foreach (var (old, end) in used)
                if (end < now) used.TryRemove(old, out _);
        return used.Count < MostTokens && used.TryAdd(id, expires);
    }
}
