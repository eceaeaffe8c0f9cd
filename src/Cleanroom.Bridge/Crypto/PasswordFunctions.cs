using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.Crypto;

/// <summary>Password hashes (contract, functions 9).</summary>
static class PasswordFunctions
{
    const int Cost = 12, MinCost = 4, MaxCost = 16;

    /// <summary>The bcrypt hash of a password, <c>$2b$</c> with cost 12; "" for a password that is empty, longer than 72 bytes, or contains a NUL.</summary>
    [HostFunction("_crypto_hash_password", "crypto_hash_password")]
    internal static GuestString Hash(Guest guest, ReadOnlySpan<byte> password)
    {
        if (!IsPassword(guest, "_crypto_hash_password", password)) return guest.NewString(default);
        try
        {
            return guest.NewString(BCrypt.Hash(password, Cost, guest.Stopping));
        }
        catch (OperationCanceledException)
        {
            throw guest.StopTrap();
        }
    }

    /// <summary>
    /// 1 when the password matches this bcrypt hash (<c>$2a$</c>, <c>$2b$</c> or <c>$2y$</c>, cost 4 to 16); otherwise 0, including for other kinds of hashes
    /// and for passwords that <c>_crypto_hash_password</c> refuses: passwords are never truncated.
    /// </summary>
    [HostFunction("_crypto_verify_password", "crypto_verify_password")]
    internal static bool Verify(Guest guest, ReadOnlySpan<byte> password, ReadOnlySpan<byte> hash)
    {
        if (hash.StartsWith("$argon2"u8)) guest.Logger.CryptoFailed("_crypto_verify_password", "argon2 hashes are not supported");
        try
        {
            return IsPassword(guest, "_crypto_verify_password", password) && BCrypt.Verify(password, hash, MinCost, MaxCost, guest.Stopping);
        }
        catch (OperationCanceledException)
        {
            throw guest.StopTrap();
        }
    }

    static bool IsPassword(Guest guest, string function, ReadOnlySpan<byte> password)
    {
        if (password.Length is >= 1 and <= BCrypt.MaxPassword && !password.Contains((byte)0)) return true;
        guest.Logger.CryptoFailed(function, "a password has 1 to 72 bytes and no NUL");
        return false;
    }
}
