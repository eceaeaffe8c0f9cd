using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Cleanroom.Bridge.Crypto;

/// <summary>
/// The bcrypt password hash (Provos and Mazières, 1999): Blowfish with an expensive key schedule. Creates <c>$2b$</c> hashes and verifies <c>$2a$</c>,
/// <c>$2b$</c> and <c>$2y$</c>, which are equivalent for passwords without a NUL.
/// </summary>
static class BCrypt
{
    /// <summary>Maximum number of significant password bytes.</summary>
    public const int MaxPassword = 72;

    /// <summary>Length of a hash as text.</summary>
    public const int HashLength = 60;

    const int SaltBytes = 16, DigestBytes = 23, Rounds = 16, SubkeyWords = Rounds + 2, BoxWords = 4 * 256;
    const int IterationsBetweenChecks = 32;

    // Blowfish is initialized with the fraction of pi, computed for the first password, which takes less time than one hash.
    static readonly Lazy<uint[]> Pi = new(ComputePi);

    static ReadOnlySpan<byte> Alphabet => "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"u8;

    /// <summary>Hashes a password with a random salt.</summary>
    public static byte[] Hash(ReadOnlySpan<byte> password, int cost, CancellationToken cancellation)
    {
        Span<byte> salt = stackalloc byte[SaltBytes];
        RandomNumberGenerator.Fill(salt);
        return Hash(password, salt, "$2b$"u8, cost, cancellation);
    }

    /// <summary>True when the password matches the hash. False for an invalid hash or one with a cost outside the range.</summary>
    public static bool Verify(ReadOnlySpan<byte> password, ReadOnlySpan<byte> hash, int minCost, int maxCost, CancellationToken cancellation)
    {
        if (hash.Length != HashLength || hash[0] != '$' || hash[1] != '2' || hash[2] is not ((byte)'a' or (byte)'b' or (byte)'y') || hash[3] != '$' || hash[6] != '$') return false;
        if (!char.IsAsciiDigit((char)hash[4]) || !char.IsAsciiDigit((char)hash[5])) return false;
        var cost = (hash[4] - '0') * 10 + hash[5] - '0';
        Span<byte> salt = stackalloc byte[SaltBytes];
        if (cost < minCost || cost > maxCost || !TryDecode(hash.Slice(7, 22), salt)) return false;
        return CryptographicOperations.FixedTimeEquals(Hash(password, salt, hash[..4], cost, cancellation), hash);
    }

    internal static byte[] Hash(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> prefix, int cost, CancellationToken cancellation)
    {
        // The key is the password with its terminating NUL, up to 72 bytes in total.
        Span<byte> key = stackalloc byte[MaxPassword];
        var length = Math.Min(password.Length, MaxPassword);
        password[..length].CopyTo(key);
        if (length < MaxPassword) key[length++] = 0;
        key = key[..length];

        var state = (uint[])Pi.Value.Clone();
        Expand(state, salt, key);
        for (var iteration = 1L << cost; iteration > 0; iteration--)
        {
            if (iteration % IterationsBetweenChecks == 0) cancellation.ThrowIfCancellationRequested();
            Expand(state, default, key);
            Expand(state, default, salt);
        }

        Span<uint> text = stackalloc uint[6];
        for (var i = 0; i < text.Length; i++) text[i] = BinaryPrimitives.ReadUInt32BigEndian("OrpheanBeholderScryDoubt"u8[(4 * i)..]);
        for (var pass = 0; pass < 64; pass++)
            for (var block = 0; block < text.Length; block += 2) Encipher(state, ref text[block], ref text[block + 1]);
        Span<byte> digest = stackalloc byte[24];
        for (var i = 0; i < text.Length; i++) BinaryPrimitives.WriteUInt32BigEndian(digest[(4 * i)..], text[i]);

        var hash = new byte[HashLength];
        prefix.CopyTo(hash);
        hash[4] = (byte)('0' + cost / 10);
        hash[5] = (byte)('0' + cost % 10);
        hash[6] = (byte)'$';
        Encode(salt, hash.AsSpan(7, 22));
        Encode(digest[..DigestBytes], hash.AsSpan(29, 31));
        CryptographicOperations.ZeroMemory(key);
        return hash;
    }

    static void Expand(uint[] state, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> key)
    {
        var position = 0;
        for (var i = 0; i < SubkeyWords; i++) state[i] ^= NextWord(key, ref position);
        position = 0;
        uint left = 0, right = 0;
        for (var i = 0; i < state.Length; i += 2)
        {
            if (!salt.IsEmpty)
            {
                left ^= NextWord(salt, ref position);
                right ^= NextWord(salt, ref position);
            }
            Encipher(state, ref left, ref right);
            state[i] = left;
            state[i + 1] = right;
        }
    }

    static uint NextWord(ReadOnlySpan<byte> bytes, ref int position)
    {
        uint word = 0;
        for (var i = 0; i < 4; i++)
        {
            word = word << 8 | bytes[position];
            position = position + 1 == bytes.Length ? 0 : position + 1;
        }
        return word;
    }

    static void Encipher(ReadOnlySpan<uint> state, ref uint left, ref uint right)
    {
        var boxes = state.Slice(SubkeyWords, BoxWords);
        var (a, b) = (left ^ state[0], right);
        for (var round = 1; round <= Rounds; round += 2)
        {
            b ^= Mix(boxes, a) ^ state[round];
            a ^= Mix(boxes, b) ^ state[round + 1];
        }
        (left, right) = (b ^ state[Rounds + 1], a);
    }

    static uint Mix(ReadOnlySpan<uint> boxes, uint word) =>
        ((boxes[(int)(word >> 24)] + boxes[256 + (byte)(word >> 16)]) ^ boxes[512 + (byte)(word >> 8)]) + boxes[768 + (byte)word];

    static void Encode(ReadOnlySpan<byte> bytes, Span<byte> text)
    {
        var (written, bits, held) = (0, 0, 0u);
        foreach (var value in bytes)
        {
            held = held << 8 | value;
            for (bits += 8; bits >= 6;)
            {
                bits -= 6;
                text[written++] = Alphabet[(int)(held >> bits & 63)];
            }
        }
        if (bits > 0) text[written] = Alphabet[(int)(held << (6 - bits) & 63)];
    }

    static bool TryDecode(ReadOnlySpan<byte> text, Span<byte> bytes)
    {
        var (written, bits, held) = (0, 0, 0u);
        foreach (var letter in text)
        {
            var value = Alphabet.IndexOf(letter);
            if (value < 0) return false;
            held = held << 6 | (uint)value;
            bits += 6;
            if (bits < 8 || written == bytes.Length) continue;
            bits -= 8;
            bytes[written++] = (byte)(held >> bits);
        }
        return written == bytes.Length;
    }

    // Machin: pi = 16 arctan(1/5) - 4 arctan(1/239), in fixed point with guard bits.
    static uint[] ComputePi()
    {
        const int words = SubkeyWords + BoxWords, guardBits = 64;
        const int bits = words * 32 + guardBits;
        var pi = 16 * InverseTangent(5, bits) - 4 * InverseTangent(239, bits);
        var fraction = (pi - (new BigInteger(3) << bits)) >> guardBits;
        var bytes = fraction.ToByteArray(isUnsigned: true, isBigEndian: true);
        var result = new uint[words];
        // The array has no leading zero bytes.
        var padded = new byte[words * 4];
        bytes.CopyTo(padded, padded.Length - bytes.Length);
        for (var i = 0; i < words; i++) result[i] = BinaryPrimitives.ReadUInt32BigEndian(padded.AsSpan(4 * i));
        return result;
    }

    static BigInteger InverseTangent(int inverse, int bits)
    {
        var term = (BigInteger.One << bits) / inverse;
        var sum = term;
        var square = inverse * inverse;
        for (var divisor = 3; !term.IsZero; divisor += 2)
        {
            term /= square;
            sum += divisor % 4 == 3 ? -(term / divisor) : term / divisor;
        }
        return sum;
    }
}
