using System.Text;
using Cleanroom.Bridge.Crypto;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Tests.Support;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Tests.Crypto;

/// <summary>The contract's vectors for hashes, passwords, random values, ciphers and tokens (functions 9 and 27).</summary>
public sealed class CryptoFunctionsTests : IDisposable
{
    const string Token = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI3In0.YNVm3kTUe0hHLISakU4cmk8MSvtML_GbFX1hBFiznF0";

    readonly BareGuest _bare = new();

    public void Dispose() => _bare.Dispose();

    [Fact]
    public void Hashes_match_the_vectors()
    {
        Assert.Equal("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", Text(HashFunctions.Sha256(_bare.Guest, "hello"u8)));
        Assert.Equal("ea5dbf9596d187e9500f23e9a680109475341cf4e81f7e043f7d97152c10772f", Text(HashFunctions.Sha256OfBytes(_bare.Guest, [0xFF, 0x00])));
        Assert.Equal("5d41402abc4b2a76b9719d911017c592", Text(HashFunctions.Md5(_bare.Guest, "hello"u8)));
        Assert.StartsWith("9b71d224bd62f3785d96d46ad3ea3d73", Text(HashFunctions.Sha512(_bare.Guest, "hello"u8)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sha256", "5031fe3d989c6d1537a013fa6e739da23463fdaec3b70137d828e36ace221bd0")]
    [InlineData("SHA256", "5031fe3d989c6d1537a013fa6e739da23463fdaec3b70137d828e36ace221bd0")]
    [InlineData("", "5031fe3d989c6d1537a013fa6e739da23463fdaec3b70137d828e36ace221bd0")]
    [InlineData("md5", "")]
    public void Hmac_takes_data_key_algorithm(string algorithm, string expected) =>
        Assert.Equal(expected, Text(HashFunctions.Hmac(_bare.Guest, "data"u8, "key"u8, Encoding.UTF8.GetBytes(algorithm))));

    [Fact]
    [Trait("Rule", "N115")]
    public void Password_longer_than_72_bytes_is_refused()
    {
        Assert.Equal("", Text(PasswordFunctions.Hash(_bare.Guest, Encoding.ASCII.GetBytes(new string('x', 73)))));
        Assert.Equal("", Text(PasswordFunctions.Hash(_bare.Guest, ""u8)));
        Assert.Equal("", Text(PasswordFunctions.Hash(_bare.Guest, "a\0b"u8)));
        var hash = Text(PasswordFunctions.Hash(_bare.Guest, "secret"u8));
        Assert.StartsWith("$2b$12$", hash, StringComparison.Ordinal);
        Assert.True(PasswordFunctions.Verify(_bare.Guest, "secret"u8, Encoding.ASCII.GetBytes(hash)));
    }

    [Theory]
    [InlineData("$2a$04$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui", false)]
    [InlineData("$2b$03$", false)]
    [InlineData("$2b$17$", false)]
    [InlineData("$2x$04$", false)]
    [InlineData("$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA", false)]
    [InlineData("", false)]
    public void Hash_of_another_kind_or_cost_verifies_nothing(string hash, bool expected)
    {
        if (hash.Length == 7) hash += new string('.', 53);
        Assert.Equal(expected, PasswordFunctions.Verify(_bare.Guest, "secret"u8, Encoding.ASCII.GetBytes(hash)));
    }

    [Fact]
    [Trait("Rule", "N115")]
    public void Password_is_never_cut_when_it_is_verified()
    {
        var longest = Encoding.ASCII.GetBytes(new string('x', 72));
        var hash = BCrypt.Hash(longest, 4, TestContext.Current.CancellationToken);
        Assert.True(PasswordFunctions.Verify(_bare.Guest, longest, hash));
        Assert.False(PasswordFunctions.Verify(_bare.Guest, [.. longest, (byte)'y'], hash));
    }

    [Theory]
    [InlineData("short")]
    [InlineData("0123456789abcdef0123456789abcde")]
    public void Text_that_the_old_host_encrypted_under_a_padded_key_is_read(string key)
    {
        var padded = new byte[32];
        Encoding.ASCII.GetBytes(key).CopyTo(padded, 0);
        byte[] nonce = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], tag = new byte[16], data = new byte[5];
        using (var cipher = new System.Security.Cryptography.AesGcm(padded, 16)) cipher.Encrypt(nonce, "hello"u8, data, tag);
        var sealedText = $$"""{"iv":"{{Convert.ToBase64String(nonce)}}","tag":"{{Convert.ToBase64String(tag)}}","data":"{{Convert.ToBase64String(data)}}"}""";
        Assert.Equal("hello", Text(CipherFunctions.Decrypt(_bare.Guest, Encoding.ASCII.GetBytes(key), Encoding.ASCII.GetBytes(sealedText))));
        Assert.Equal("", Text(CipherFunctions.Decrypt(_bare.Guest, Encoding.ASCII.GetBytes(key + "!"), Encoding.ASCII.GetBytes(sealedText))));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("")]
    [InlineData("{\"iv\":\"AAAA\",\"tag\":\"AAAA\",\"data\":\"\"}")]
    [InlineData("{\"iv\":1,\"tag\":2,\"data\":3}")]
    [InlineData("{\"iv\":\"AAAAAAAAAAAAAAAA\",\"tag\":\"AAAAAAAAAAAAAAAAAAAAAA==\",\"data\":\"AA==\"}")]
    public void Text_that_does_not_decrypt_leaves_one_line_without_a_secret(string sealedText)
    {
        using var bare = new BareGuest();
        Assert.Equal("", bare.Read(CipherFunctions.Decrypt(bare.Guest, "hush-key"u8, Encoding.ASCII.GetBytes(sealedText))));
        var line = Assert.Single(bare.Log.Lines);
        Assert.StartsWith("_crypto_decrypt_aes failed: ", line, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Nonces_never_repeat()
    {
        var nonces = Enumerable.Range(0, 1000).Select(_ => Text(CipherFunctions.Encrypt(_bare.Guest, "key"u8, "text"u8))[..30]);
        Assert.Equal(1000, nonces.Distinct().Count());
    }

    [Theory]
    [InlineData("aGVsbG8==")]
    [InlineData("aGVsbG8=\n")]
    [InlineData("aGVs bG8=")]
    [InlineData("aGVsaGVs    aGVs")]
    [InlineData("aGVsbA=")]
    [InlineData("====")]
    [InlineData("=")]
    [InlineData("-_-_")]
    [InlineData("aGVsbG9=")]
    public void Base64_has_one_spelling_for_its_bytes(string text)
    {
        using var bare = new BareGuest();
        Assert.Equal("", bare.Read(RandomFunctions.Decode(bare.Guest, Encoding.ASCII.GetBytes(text))));
        Assert.Equal("_crypto_base64_decode failed: the text is not base64", Assert.Single(bare.Log.Lines));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1_048_577)]
    [InlineData(int.MinValue)]
    public void Number_of_random_bytes_out_of_range_leaves_a_line(int count)
    {
        using var bare = new BareGuest();
        Assert.Equal("", bare.Read(RandomFunctions.Bytes(bare.Guest, count)));
        Assert.Equal("", bare.Read(RandomFunctions.Hex(bare.Guest, count)));
        Assert.Equal("", bare.Read(RandomFunctions.Base64Text(bare.Guest, count)));
        Assert.Equal(count == 0 ? 2 : 3, bare.Log.Lines.Count);
        Assert.All(bare.Log.Lines, line => Assert.Contains(" failed: ", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Hashing_a_password_ends_when_the_guest_has_to_stop()
    {
        _bare.Guest.Stop();
        Assert.Equal(TrapKind.Interrupted, Assert.Throws<TrapException>(() => PasswordFunctions.Hash(_bare.Guest, "secret"u8)).Kind);
    }

    [Fact]
    [Trait("Rule", "N144")]
    public void Random_values_have_their_form_and_differ()
    {
        Assert.Equal(64, Text(RandomFunctions.Hex(_bare.Guest, 32)).Length);
        Assert.Equal(16, Convert.FromBase64String(Text(RandomFunctions.Bytes(_bare.Guest, 16))).Length);
        Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", Text(RandomFunctions.Uuid(_bare.Guest)));
        Assert.NotEqual(Text(RandomFunctions.Uuid(_bare.Guest)), Text(RandomFunctions.Uuid(_bare.Guest)));
        foreach (var count in new[] { 0, -1, 1_048_577 }) Assert.Equal("", Text(RandomFunctions.Bytes(_bare.Guest, count)));
    }

    [Theory]
    [InlineData("aGVsbG8=", "hello")]
    [InlineData("aGVsbG8", "hello")]
    [InlineData("", "")]
    [InlineData("a", "")]
    [InlineData("!!!!", "")]
    public void Base64_decodes_with_and_without_padding(string text, string expected) =>
        Assert.Equal(expected, Text(RandomFunctions.Decode(_bare.Guest, Encoding.ASCII.GetBytes(text))));

    [Theory]
    [InlineData("short")]
    [InlineData("0123456789abcdef0123456789abcdef")]
    public void Cipher_gives_the_text_back_under_the_same_key_only(string key)
    {
        var bytes = Encoding.ASCII.GetBytes(key);
        var sealedText = _bare.Bytes(CipherFunctions.Encrypt(_bare.Guest, bytes, "geheim ß"u8));
        Assert.Equal("geheim ß", Text(CipherFunctions.Decrypt(_bare.Guest, bytes, sealedText)));
        Assert.Equal("", Text(CipherFunctions.Decrypt(_bare.Guest, "another"u8, sealedText)));
        Assert.Equal("", Text(CipherFunctions.Decrypt(_bare.Guest, bytes, "{}"u8)));
        sealedText[^5] ^= 1;
        Assert.Equal("", Text(CipherFunctions.Decrypt(_bare.Guest, bytes, sealedText)));
    }

    [Theory]
    [InlineData("secret", "HS256", "{\"sub\":\"7\"}")]
    [InlineData("secret", "", "{\"sub\":\"7\"}")]
    [InlineData("secret", "HS512", "")]
    [InlineData("secret", "none", "")]
    [InlineData("x", "HS256", "")]
    [InlineData("", "HS256", "")]
    [Trait("Rule", "N111")]
    [Trait("Rule", "N112")]
    public void Token_verifies_with_its_secret_and_algorithm_only(string secret, string algorithm, string expected) =>
        Assert.Equal(expected, Text(JwtFunctions.Verify(_bare.Guest, Encoding.ASCII.GetBytes(Token), Encoding.ASCII.GetBytes(secret), Encoding.ASCII.GetBytes(algorithm))));

    [Fact]
    [Trait("Rule", "N112")]
    public void Unsigned_token_is_refused()
    {
        var none = Convert.ToBase64String("{\"alg\":\"none\"}"u8).TrimEnd('=');
        Assert.Equal("", Text(JwtFunctions.Verify(_bare.Guest, Encoding.ASCII.GetBytes($"{none}.eyJzdWIiOiI3In0."), "secret"u8, "HS256"u8)));
    }

    [Theory]
    [InlineData(-30, true)]
    [InlineData(-120, false)]
    [InlineData(3600, true)]
    [Trait("Rule", "N113")]
    public void Expiry_is_checked_when_present(int seconds, bool isValid)
    {
        var payload = $"{{\"sub\":\"7\",\"exp\":{DateTimeOffset.UtcNow.ToUnixTimeSeconds() + seconds}}}";
        foreach (var algorithm in new[] { "HS256", "HS384", "HS512" })
        {
            var token = _bare.Bytes(JwtFunctions.Sign(_bare.Guest, Encoding.ASCII.GetBytes(payload), "secret"u8, Encoding.ASCII.GetBytes(algorithm)));
            Assert.Equal(isValid ? payload : "", Text(JwtFunctions.Verify(_bare.Guest, token, "secret"u8, Encoding.ASCII.GetBytes(algorithm))));
        }
    }

    [Theory]
    [InlineData("[1]", "secret", "HS256")]
    [InlineData("{}", "", "HS256")]
    [InlineData("{}", "secret", "RS256")]
    public void Signing_refuses_what_is_no_token(string payload, string secret, string algorithm) =>
        Assert.Equal("", Text(JwtFunctions.Sign(_bare.Guest, Encoding.ASCII.GetBytes(payload), Encoding.ASCII.GetBytes(secret), Encoding.ASCII.GetBytes(algorithm))));

    [Fact]
    public void Decoding_shows_header_and_payload() =>
        Assert.Equal("{\"header\":{\"alg\":\"HS256\",\"typ\":\"JWT\"},\"payload\":{\"sub\":\"7\"}}", Text(JwtFunctions.Decode(_bare.Guest, Encoding.ASCII.GetBytes(Token))));

    [Fact]
    [Trait("Rule", "N114")]
    public void Token_is_rotated_once()
    {
        var token = _bare.Bytes(JwtFunctions.Sign(_bare.Guest, "{\"sub\":\"7\",\"jti\":\"a\",\"exp\":4102444800}"u8, "secret"u8, default));
        var next = _bare.Bytes(JwtFunctions.Rotate(_bare.Guest, token, "secret"u8, default, 60));
        var payload = Text(JwtFunctions.Verify(_bare.Guest, next, "secret"u8, default));
        Assert.StartsWith("{\"sub\":\"7\",\"iat\":", payload, StringComparison.Ordinal);
        Assert.DoesNotContain("\"jti\":\"a\"", payload, StringComparison.Ordinal);
        Assert.Equal("", Text(JwtFunctions.Rotate(_bare.Guest, token, "secret"u8, default, 60)));
        Assert.NotEqual("", Text(JwtFunctions.Rotate(_bare.Guest, next, "secret"u8, default, 60)));
    }

    string Text(GuestString value) => _bare.Read(value);
}
