using Cleanroom.Bridge.Crypto;

namespace Cleanroom.Server.Sessions;

/// <summary>Used tokens in a session store.</summary>
/// <param name="store">The store.</param>
sealed class StoredTokens(SessionStore store) : UsedTokens
{
    /// <summary>See <see cref="UsedTokens.TryUse"/>. When in doubt, a token counts as used.</summary>
    public override bool TryUse(string id, DateTimeOffset expires, DateTimeOffset now)
    {
        try
        {
            return store.AddToken(SessionKey.Of("jti:" + id), 0, expires);
        }
        catch (SessionStoreException)
        {
            return false;
        }
    }
}
