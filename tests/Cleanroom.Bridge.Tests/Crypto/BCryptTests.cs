using System.Text;
using Cleanroom.Bridge.Crypto;

namespace Cleanroom.Bridge.Tests.Crypto;

/// <summary>bcrypt against published vectors: those of OpenBSD's and Openwall's implementations.</summary>
public sealed class BCryptTests
{
    [Theory]
    [InlineData("a", "$2a$06$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe")]
    [InlineData("abc", "$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i")]
    [InlineData("abcdefghijklmnopqrstuvwxyz", "$2a$06$.rCVZVOThsIa97pEDOxvGuRRgzG64bvtJ0938xuqzv18d3ZpQhstC")]
    [InlineData("~!@#$%^&*()      ~!@#$%^&*()PNBFRD", "$2a$06$fPIsBO8qRqkjj273rfaOI.HtSV9jLDpTbZn782DC6/t7qT67P6FfO")]
    [InlineData("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")]
    [InlineData("U*U*U", "$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a")]
    public void Published_hash_verifies(string password, string hash)
    {
        var bytes = Encoding.UTF8.GetBytes(password);
        Assert.True(BCrypt.Verify(bytes, Encoding.ASCII.GetBytes(hash), 4, 16, default));
        Assert.False(BCrypt.Verify([.. bytes, (byte)'x'], Encoding.ASCII.GetBytes(hash), 4, 16, default));
    }

    [Theory]
    [InlineData("$2b$")]
    [InlineData("$2y$")]
    public void Other_prefixes_mean_the_same(string prefix)
    {
        var hash = Encoding.ASCII.GetBytes(prefix + "05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW");
        Assert.True(BCrypt.Verify("U*U"u8, hash, 4, 16, default));
    }

    [Theory]
    [InlineData("")]
    [InlineData("$2b$05$")]
    [InlineData("$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")]
    [InlineData("$2b$03$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")]
    [InlineData("$2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")]
    [InlineData("$2b$05$CCCCCCCCCCC!CCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")]
    public void Text_that_is_no_hash_does_not_verify(string hash) => Assert.False(BCrypt.Verify("U*U"u8, Encoding.ASCII.GetBytes(hash), 4, 16, default));

    [Fact]
    public void New_hash_verifies_and_differs_each_time()
    {
        var (one, two) = (BCrypt.Hash("correct horse"u8, 4, default), BCrypt.Hash("correct horse"u8, 4, default));
        Assert.NotEqual(one, two);
        Assert.StartsWith("$2b$04$", Encoding.ASCII.GetString(one), StringComparison.Ordinal);
        Assert.True(BCrypt.Verify("correct horse"u8, one, 4, 16, default));
        Assert.False(BCrypt.Verify("correct hors"u8, one, 4, 16, default));
    }

    [Fact]
    public void Hashing_ends_when_it_has_to()
    {
        using var stop = new CancellationTokenSource(50);
        Assert.Throws<OperationCanceledException>(() => BCrypt.Hash("x"u8, 16, stop.Token));
    }
}
