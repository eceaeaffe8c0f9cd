using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Cleanroom.Bridge.Crypto;

/// <summary>
/// Remembers for an application which single-use tokens were used, until they expire anyway. Safe to use from several threads; of a token that is used
/// several times at once, one use counts.
/// </summary>
/// <param name="maxTokens">How many are remembered: some 50 bytes each, however long their names are.</param>
public class UsedTokens(int maxTokens = 1_000_000)
{
    readonly Lock _lock = new();

    // Half a hash of the name, and when it expires. Made with the first token: most programs have none.
    Dictionary<UInt128, DateTimeOffset>? _expiry;
    DateTimeOffset _firstExpiry = DateTimeOffset.MaxValue;

    /// <summary>Marks a token as used. False when it was used before, or when so many are remembered that it cannot be told.</summary>
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
