using System.Diagnostics;
using Cleanroom.Bridge.Text;

namespace Cleanroom.Bridge.Tests.Text;

public sealed class ByteSearchTests
{
    [Fact]
    public void Long_needles_are_found_where_the_base_class_library_finds_them()
    {
        var random = new Random(5);
        var found = 0;
        for (var round = 0; round < 20_000; round++)
        {
            // Few letters and repeated pieces make periodic needles and many near misses.
            var piece = Letters(random, random.Next(1, 30));
            var text = Enumerable.Range(0, 400).Select(index => random.Next(60) == 0 ? (byte)'c' : piece[index % piece.Length]).ToArray();
            var start = random.Next(0, 250);
            var needle = text.AsSpan(start, random.Next(65, 150)).ToArray();
            if (random.Next(3) == 0) needle[random.Next(needle.Length)] ^= 1;
            var expected = text.AsSpan().IndexOf(needle);
            if (expected >= 0) found++;
            Assert.Equal(expected, ByteSearch.IndexOf(text, needle));
            Assert.Equal(text.AsSpan().LastIndexOf(needle), ByteSearch.LastIndexOf(text, needle));
        }
        Assert.InRange(found, 5_000, 19_000);
    }

    [Fact]
    public void Search_that_almost_matches_everywhere_takes_linear_time()
    {
        var text = new byte[4_000_000];
        var needle = new byte[1_000_000];
        needle[500_000] = 1;
        var watch = Stopwatch.StartNew();
        Assert.Equal(-1, ByteSearch.IndexOf(text, needle));
        Assert.Equal(-1, ByteSearch.LastIndexOf(text, needle));
        // Comparing at every position would take hours.
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Patience.Long);
    }

    [Fact]
    public void Empty_needle_is_at_both_ends()
    {
        Assert.Equal(0, ByteSearch.IndexOf("abc"u8, default));
        Assert.Equal(3, ByteSearch.LastIndexOf("abc"u8, default));
    }

    static byte[] Letters(Random random, int length) => [.. Enumerable.Range(0, length).Select(_ => (byte)('a' + random.Next(2)))];
}
