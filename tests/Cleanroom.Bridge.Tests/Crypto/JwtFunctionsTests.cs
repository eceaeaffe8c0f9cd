using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Crypto;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Tests.Support;

namespace Cleanroom.Bridge.Tests.Crypto;

/// <summary>What a token must be to count (RFC 7515, RFC 7519, RFC 8725; must-never N111 to N114).</summary>
public sealed class JwtFunctionsTests : IDisposable
{
    const long Now = 2_000_000_000;
    static readonly byte[] Secret = "secret"u8.ToArray();

    readonly ManualClock _clock = new(DateTimeOffset.FromUnixTimeSeconds(Now));
    readonly BareGuest _bare;

    public JwtFunctionsTests() => _bare = new BareGuest(new GuestOptions { Clock = _clock });

    public void Dispose() => _bare.Dispose();

    [Theory]
    [InlineData("""{"alg":"HS256"}""", true)]
    [InlineData("""{"alg":"HS256","typ":"anything","kid":"1"}""", true)]
    [InlineData("""{"alg":"hs256"}""", false)]
    [InlineData("""{"alg":"none"}""", false)]
    [InlineData("""{"alg":"None"}""", false)]
    [InlineData("""{"alg":""}""", false)]
    [InlineData("""{"alg":"RS256"}""", false)]
    [InlineData("""{"alg":"HS512"}""", false)]
    [InlineData("""{"alg":["HS256"]}""", false)]
    [InlineData("""{"alg":null}""", false)]
    [InlineData("""{"typ":"JWT"}""", false)]
    [InlineData("""{"alg":"HS256","alg":"none"}""", false)]
    [InlineData("""{"alg":"HS256","crit":["exp"],"exp":1}""", false)]
    [InlineData("""{"alg":"HS256","crit":[]}""", false)]
    [InlineData("""{"alg":"HS256","b64":false,"crit":["b64"]}""", false)]
    [InlineData("""["HS256"]""", false)]
    [InlineData("""{"alg":"HS256"} {}""", false)]
    [Trait("Rule", "N112")]
    public void Header_decides_nothing_but_must_fit(string header, bool isValid) => Assert.Equal(isValid ? "{\"sub\":\"7\"}" : "", Verify(Token(header, "{\"sub\":\"7\"}")));

    [Fact]
    [Trait("Rule", "N112")]
    public void Key_of_another_algorithm_is_no_secret()
    {
        using var key = RSA.Create(2048);
        var publicKey = Encoding.ASCII.GetBytes(key.ExportSubjectPublicKeyInfoPem());
        var signed = Encoding.ASCII.GetBytes($"{Url("""{"alg":"RS256"}"""u8)}.{Url("{\"sub\":\"7\"}"u8)}");
        var token = Encoding.ASCII.GetBytes($"{Encoding.ASCII.GetString(signed)}.{Url(HMACSHA256.HashData(publicKey, signed))}");
        foreach (var algorithm in new[] { "", "HS256", "HS384", "HS512", "RS256", "none" })
            Assert.Equal("", _bare.Read(JwtFunctions.Verify(_bare.Guest, token, publicKey, Encoding.ASCII.GetBytes(algorithm))));
    }

    [Theory]
    [InlineData("""{"exp":1999999941}""", true)]
    [InlineData("""{"exp":1999999940}""", false)]
    [InlineData("""{"exp":1999999940.5}""", true)]
    [InlineData("""{"exp":1e10}""", true)]
    [InlineData("""{"exp":-1}""", false)]
    [InlineData("""{"exp":"2999999999"}""", false)]
    [InlineData("""{"exp":null}""", false)]
    [InlineData("""{"exp":true}""", false)]
    [InlineData("""{"exp":2999999999,"exp":1}""", false)]
    [InlineData("""{"nbf":2000000060}""", true)]
    [InlineData("""{"nbf":2000000061}""", false)]
    [InlineData("""{"nbf":"1"}""", false)]
    [InlineData("""{"nbf":1,"exp":2000000001,"iat":99999999999}""", true)]
    [InlineData("""{"EXP":1}""", true)]
    [Trait("Rule", "N113")]
    public void Times_count_when_present_with_60_seconds_to_spare(string payload, bool isValid) => Assert.Equal(isValid ? payload : "", Verify(Token("""{"alg":"HS256"}""", payload)));

    [Theory]
    [InlineData("T=")]
    [InlineData("T\n")]
    [InlineData(" T")]
    [InlineData("T.")]
    [InlineData(".T")]
    [InlineData("+")]
    [InlineData("bits")]
    [InlineData("=.payload")]
    public void Token_has_one_spelling_only(string change)
    {
        var token = Token("""{"alg":"HS256"}""", "{\"sub\":\"??>\"}");
        Assert.NotEqual("", Verify(token));
        var text = Encoding.ASCII.GetString(token);
        var changed = change switch
        {
            "+" => text.Replace('-', '+').Replace('_', '/'),
            // The last letter of 32 bytes holds two bits that mean nothing.
            "bits" => text[..^1] + (char)(text[^1] + 1),
            "=.payload" => text.Replace(".", "=.", StringComparison.Ordinal),
            _ => change.Replace("T", text, StringComparison.Ordinal),
        };
        Assert.NotEqual(text, changed);
        Assert.Equal("", Verify(Encoding.ASCII.GetBytes(changed)));
    }

    [Fact]
    public void Token_over_8_KB_is_not_looked_at()
    {
        var token = Token("""{"alg":"HS256"}""", $"{{\"pad\":\"{new string('x', 6200)}\"}}");
        Assert.True(token.Length > 8192);
        Assert.Equal("", Verify(token));
        Assert.Equal("", _bare.Read(JwtFunctions.Decode(_bare.Guest, token)));
        Assert.NotEqual("", Verify(Token("""{"alg":"HS256"}""", $"{{\"pad\":\"{new string('x', 6000)}\"}}")));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a.b.c")]
    [InlineData("e30.e30")]
    [InlineData("e30.W10.x")]
    [InlineData("\u00e9.\u00e9.\u00e9")]
    public void Text_that_is_no_token_decodes_to_nothing(string token)
    {
        Assert.Equal("", _bare.Read(JwtFunctions.Decode(_bare.Guest, Encoding.UTF8.GetBytes(token))));
        Assert.Equal("_jwt_decode failed: the token is malformed", Assert.Single(_bare.Log.Lines));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData(""" { "a" : 1 } """)]
    [InlineData("""{"nested":{"deep":[[[[1]]]]},"text":"Zoë <b>&'"}""")]
    public void Payload_keeps_its_bytes(string payload)
    {
        var token = JwtFunctions.Sign(_bare.Guest, Encoding.UTF8.GetBytes(payload), Secret, default);
        Assert.Equal(payload, Verify(Encoding.ASCII.GetBytes(_bare.Read(token))));
    }

    [Theory]
    [InlineData("{} {}")]
    [InlineData("{\"a\":}")]
    [InlineData("{\"a\":\"\\ud800\"}")]
    [InlineData("")]
    [InlineData("\"text\"")]
    public void Payload_that_is_no_object_is_not_signed(string payload)
    {
        Assert.Equal("", _bare.Read(JwtFunctions.Sign(_bare.Guest, Encoding.UTF8.GetBytes(payload), Secret, default)));
        Assert.Equal("_jwt_sign failed: the payload is not a JSON object", Assert.Single(_bare.Log.Lines));
    }

    [Fact]
    [Trait("Rule", "N114")]
    public void Rotated_token_has_the_claims_of_the_old_one_and_times_of_its_own()
    {
        var next = Rotate(Token("""{"alg":"HS256"}""", """{"iat":1,"sub":"Zoë <b>","jti":"a","exp":2000000001,"n":1.50,"big":12345678901234567890}"""), 60);
        var payload = Verify(next);
        Assert.Matches("""^\{"sub":"Zoë <b>","n":1\.50,"big":12345678901234567890,"iat":2000000000,"exp":2000000060,"jti":"[0-9a-f]{32}"\}$""", payload);
        _clock.Advance(TimeSpan.FromSeconds(120));
        Assert.Equal("", Verify(next));
    }

    [Theory]
    [InlineData("""{"sub":"7"}""", 60)]
    [InlineData("""{"jti":7}""", 60)]
    [InlineData("""{"jti":""}""", 60)]
    [InlineData("""{"jti":"a"}""", 0)]
    [InlineData("""{"jti":"a"}""", -1)]
    [InlineData("""{"jti":"a"}""", long.MaxValue)]
    [InlineData("""{"jti":"a","exp":1}""", 60)]
    [Trait("Rule", "N114")]
    public void Token_that_cannot_be_used_once_is_not_rotated(string payload, long seconds)
    {
        var token = Token("""{"alg":"HS256"}""", payload);
        Assert.Empty(Rotate(token, seconds));
        Assert.StartsWith("_jwt_refresh_and_rotate failed: ", Assert.Single(_bare.Log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Rule", "N114")]
    public void Replay_is_refused_for_as_long_as_the_token_verifies()
    {
        var token = Token("""{"alg":"HS256"}""", """{"jti":"a","exp":2000000100.5}""");
        Assert.NotEmpty(Rotate(token, 60));
        for (var waited = 0; waited < 200; waited += 10, _clock.Advance(TimeSpan.FromSeconds(10))) Assert.Empty(Rotate(token, 60));
        var unlimited = Token("""{"alg":"HS256"}""", """{"jti":"b"}""");
        Assert.NotEmpty(Rotate(unlimited, 60));
        _clock.Advance(TimeSpan.FromSeconds(100L * 365 * 24 * 3600));
        Assert.Empty(Rotate(unlimited, 60));
    }

    [Fact]
    [Trait("Rule", "N114")]
    public void One_of_many_simultaneous_rotations_counts_in_the_whole_application()
    {
        var token = Token("""{"alg":"HS256"}""", """{"jti":"a","exp":2000001000}""");
        var options = new GuestOptions { Clock = _clock };
        var rotated = 0;
        Parallel.For(0, 64, _ =>
        {
            using var guest = new BareGuest(options);
            if (guest.Read(JwtFunctions.Rotate(guest.Guest, token, Secret, default, 60)).Length > 0) Interlocked.Increment(ref rotated);
        });
        Assert.Equal(1, rotated);
    }

    [Fact]
    public void Same_id_under_another_secret_is_another_token()
    {
        Assert.NotEmpty(Rotate(Token("""{"alg":"HS256"}""", """{"jti":"1"}"""), 60));
        var other = JwtFunctions.Sign(_bare.Guest, """{"jti":"1"}"""u8, "other"u8, default);
        Assert.NotEqual("", _bare.Read(JwtFunctions.Rotate(_bare.Guest, _bare.Guest.Memory.LengthPrefixed(other.Address).ToArray(), "other"u8, default, 60)));
    }

    static string Url(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    static byte[] Token(string header, string payload)
    {
        var signed = Encoding.ASCII.GetBytes($"{Url(Encoding.UTF8.GetBytes(header))}.{Url(Encoding.UTF8.GetBytes(payload))}");
        return [.. signed, (byte)'.', .. Encoding.ASCII.GetBytes(Url(HMACSHA256.HashData(Secret, signed)))];
    }

    string Verify(byte[] token) => _bare.Read(JwtFunctions.Verify(_bare.Guest, token, Secret, "HS256"u8));

    byte[] Rotate(byte[] token, long seconds) => Encoding.ASCII.GetBytes(_bare.Read(JwtFunctions.Rotate(_bare.Guest, token, Secret, default, seconds)));
}
