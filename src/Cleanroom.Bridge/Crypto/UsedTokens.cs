using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Cleanroom.Bridge.Crypto;

/// <summary>
/// Remembers the used single-use tokens of an application until they expire. Thread-safe; of several concurrent uses of a token, exactly one succeeds.
/// </summary>
/// <param name="maxTokens">Maximum number of remembered tokens: about 50 bytes each, regardless of the length of their ids.</param>
public class UsedTokens(int maxTokens = 1_000_000)
{
    readonly Lock _lock = new();

    // The first half of a hash of the id, and when it expires. Allocated with the first token: most programs have none.
    Dictionary<UInt128, DateTimeOffset>? _expiry;
    DateTimeOffset _firstExpiry = DateTimeOffset.MaxValue;

    /// <summary>Marks a token as used. Returns false when it was used before, or when the table is full.</summary>
    public virtual bool TryUse(string id, DateTimeOffset expires, DateTimeOffset now)
    {
        var key = BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
        lock (_lock)
        {
            _expiry ??= [];
            if (_expiry.Count >= maxTokens && _firstExpiry < now) Forget(_expiry, now);
            if (_expiry.Count >= maxTokens || !_expiry.TryAdd(key, expires)) return false;
            if (expires < _firstExpiry) _firstExpiry = expires;
            return true;
        }
    }

    void Forget(Dictionary<UInt128, DateTimeOffset> expiry, DateTimeOffset now)
    {
        _firstExpiry = DateTimeOffset.MaxValue;
        foreach (var (key, end) in expiry)
        {
            if (end < now) expiry.Remove(key);
            else if (end < _firstExpiry) _firstExpiry = end;
        }
    }
}
