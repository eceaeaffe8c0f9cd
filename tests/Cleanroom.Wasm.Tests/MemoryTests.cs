namespace Cleanroom.Wasm.Tests;

public sealed class MemoryTests : IDisposable
{
    const uint End = MemoryType.PageSize;

    readonly Memory _memory = new(new MemoryType(1, 2));

    public void Dispose() => _memory.Dispose();

    struct Point
    {
        public int X;
        public double Y;
    }

    static void IsOutOfBounds(Action access, string text)
    {
        var trap = Assert.Throws<TrapException>(access);
        Assert.Equal(TrapKind.MemoryOutOfBounds, trap.Kind);
        Assert.Equal($"out of bounds memory access: {text}", trap.Message);
    }

    [Fact]
    public void Values_are_read_as_they_were_written()
    {
        _memory.Write(1, 0x0102030405060708);
        _memory.Write(End - 16, new Point { X = -7, Y = 2.5 });
        _memory.Write(100, float.NegativeInfinity);

        Assert.Equal(0x0102030405060708, _memory.Read<long>(1));
        Assert.Equal(0x08, _memory.Read<byte>(1));
        Assert.Equal(2.5, _memory.Read<Point>(End - 16).Y);
        Assert.Equal(float.NegativeInfinity, _memory.Read<float>(100));
    }

    [Fact]
    public void Text_is_UTF_8()
    {
        Assert.Equal(15, _memory.WriteString(10, "Grüße, 世界"));
        Assert.Equal((byte)'G', _memory.Read<byte>(10));
        Assert.Equal("Grüße, 世界", _memory.ReadString(10, 15));
        Assert.Equal("Grüße, 世界", _memory.ReadNullTerminatedString(10));
        Assert.Equal("", _memory.ReadString(End, 0));
        _memory.Write(25, (byte)0xC3);
        Assert.Equal("界\uFFFD", _memory.ReadNullTerminatedString(22));
    }

    [Fact]
    public void Access_past_the_end_names_address_length_and_size()
    {
        IsOutOfBounds(() => _memory.Read<int>(End - 3), "4 bytes at 65533, the memory has 65536");
        IsOutOfBounds(() => _memory.Write(uint.MaxValue, 1L), "8 bytes at 4294967295, the memory has 65536");
        IsOutOfBounds(() => _memory.ReadString(End - 1, uint.MaxValue), "4294967295 bytes at 65535, the memory has 65536");
        IsOutOfBounds(() => _memory.WriteString(End - 2, "abc"), "3 bytes at 65534, the memory has 65536");
        IsOutOfBounds(() => _memory.Slice(End, 1), "1 bytes at 65536, the memory has 65536");
        IsOutOfBounds(() => _memory.ReadNullTerminatedString(End + 1), "0 bytes at 65537, the memory has 65536");
        Assert.Equal(0, _memory.Read<ushort>(End - 2));
    }

    [Fact]
    public void Text_without_zero_byte_is_refused()
    {
        _memory.Slice(End - 3, 3).Fill((byte)'x');

        IsOutOfBounds(() => _memory.ReadNullTerminatedString(End - 3), "no zero byte from 65533 on");
        Assert.Equal(1, _memory.Grow(1));
        Assert.Equal("xxx", _memory.ReadNullTerminatedString(End - 3));
    }

    [Fact]
    public void Disposed_memory_refuses_every_access()
    {
        _memory.Dispose();
        _memory.Dispose();

        Assert.Equal(0u, _memory.Pages);
        Assert.Throws<ObjectDisposedException>(() => _memory.Read<int>(0));
        Assert.Throws<ObjectDisposedException>(() => _memory.WriteString(0, "a"));
        Assert.Throws<ObjectDisposedException>(() => _memory.Grow(1));
        Assert.False(_memory.TrySlice(0, 1, out _));
    }
}
