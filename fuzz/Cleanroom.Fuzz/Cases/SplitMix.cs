namespace Cleanroom.Fuzz.Cases;

/// <summary>SplitMix64: a seed gives the same numbers on every machine and every version of .NET.</summary>
sealed class SplitMix(ulong seed)
{
    ulong _state = seed;

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return z ^ z >> 31;
    }

    /// <summary>A number from 0 to <paramref name="most"/> − 1.</summary>
    public int Below(int max) => (int)(Next() % (ulong)max);

    /// <summary>True once in <paramref name="times"/> times.</summary>
    public bool OneIn(int times) => Below(times) == 0;

    /// <summary>One of the items.</summary>
    public T Pick<T>(ReadOnlySpan<T> items) => items[Below(items.Length)];

    /// <summary>Random bytes.</summary>
    public byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        for (var i = 0; i < count; i++) bytes[i] = (byte)Next();
        return bytes;
    }

    /// <summary>Puts the items in a random order.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var other = Below(i + 1);
            (items[i], items[other]) = (items[other], items[i]);
        }
    }
}
