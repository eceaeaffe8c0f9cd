using System.Buffers.Binary;
using System.Text;
using Cleanroom.Server.Tests.Support;

namespace Cleanroom.Server.Tests.WebSockets;

/// <summary>Frames as clients may and may not send them (RFC 6455, 5 to 8).</summary>
public sealed class FrameTests
{
    const int Continuation = RawSocketUser.Continuation, Text = RawSocketUser.Text, Binary = RawSocketUser.Binary, Close = RawSocketUser.Close, Ping = RawSocketUser.Ping, Pong = RawSocketUser.Pong, Final = RawSocketUser.Final;

    [Fact]
    public async Task Fragments_are_one_message_with_control_frames_between_them()
    {
        await using var served = await ServedApplication.GuestAsync("server_sockets");
        using var user = await RawSocketUser.ConnectAsync(served, "/echo");
        await user.SendAsync(Text, "he");
        await user.SendAsync(Final | Ping, "beat");
        Assert.Equal("8a beat", await user.ReadTextAsync());
        await user.SendAsync(Final | Pong, "unasked");
        await user.SendAsync(Continuation, "");
        await user.SendAsync(Final | Continuation, "llo");
        Assert.Equal("81 hello", await user.ReadTextAsync());
        await user.SendAsync(Text, "");
        await user.SendAsync(Continuation, "");
        await user.SendAsync(Final | Continuation, "");
        Assert.Equal("81 ", await user.ReadTextAsync());
    }

    [Fact]
    public async Task Ping_is_answered_with_its_payload()
    {
        await using var served = await ServedApplication.GuestAsync("server_sockets");
        using var user = await RawSocketUser.ConnectAsync(served, "/echo");
        foreach (var payload in new[] { "", "x", new string('p', 125) })
        {
            await user.SendAsync(Final | Ping, payload);
            Assert.Equal($"8a {payload}", await user.ReadTextAsync());
        }
    }

    [Fact]
    public async Task Character_may_be_split_over_fragments_and_bytes()
    {
        await using var served = await ServedApplication.GuestAsync("server_sockets");
        using var user = await RawSocketUser.ConnectAsync(served, "/echo");
        var bytes = Encoding.UTF8.GetBytes("κόσμε 🎉");
        for (var i = 0; i < bytes.Length; i++) await user.SendAsync(RawSocketUser.Frame((i == 0 ? Text : Continuation) | (i == bytes.Length - 1 ? Final : 0), bytes.AsSpan(i, 1)));
        Assert.Equal("81 κόσμε 🎉", await user.ReadTextAsync());
    }

    public static TheoryData<string, byte[], int> Wrong => new()
    {
        { "reserved bit 1", RawSocketUser.Frame(Final | 0x40 | Text, "x"u8), 1002 },
        { "reserved bit 3", RawSocketUser.Frame(Final | 0x10 | Ping, "x"u8), 1002 },
        { "reserved opcode", RawSocketUser.Frame(Final | 3, "x"u8), 1002 },
        { "reserved control opcode", RawSocketUser.Frame(Final | 11, default), 1002 },
        { "frame without mask", RawSocketUser.Frame(Final | Text, "hello"u8, isMasked: false), 1002 },
        { "fragmented ping", RawSocketUser.Frame(Ping, "x"u8), 1002 },
        { "long ping", RawSocketUser.Frame(Final | Ping, new byte[126]), 1002 },
        { "continuation of nothing", RawSocketUser.Frame(Final | Continuation, "x"u8), 1002 },
        { "message within a message", (byte[])[.. RawSocketUser.Frame(Text, "x"u8), .. RawSocketUser.Frame(Final | Text, "y"u8)], 1002 },
        { "text that is no UTF-8", RawSocketUser.Frame(Final | Text, [0xCE, 0xBA, 0xE1, 0xBD, 0xED, 0xA0, 0x80]), 1007 },
        { "text that ends within a character", RawSocketUser.Frame(Final | Text, [0xCE]), 1007 },
        { "fragments that are no UTF-8", (byte[])[.. RawSocketUser.Frame(Text, "x"u8), .. RawSocketUser.Frame(Final | Continuation, [0xFF])], 1007 },
        { "close code of one byte", RawSocketUser.Frame(Final | Close, [3]), 1002 },
        { "close reason that is no UTF-8", RawSocketUser.Frame(Final | Close, [3, 232, 0xFF]), 1002 },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Frame_that_is_not_allowed_closes_the_connection(string what, byte[] frames, int status)
    {
        await using var served = await ServedApplication.GuestAsync("server_sockets");
        using var user = await RawSocketUser.ConnectAsync(served, "/echo");
        await user.SendAsync(frames);
        Assert.Equal((what, status), (what, await user.ReadCloseAsync()));
        Assert.Equal("end", await user.ReadTextAsync());
    }

    [Theory]
    [InlineData(1000, 1000)]
    [InlineData(1001, 1001)]
    [InlineData(1011, 1011)]
    [InlineData(3000, 3000)]
    [InlineData(4999, 4999)]
    [InlineData(0, 1002)]
    [InlineData(999, 1002)]
    [InlineData(1004, 1002)]
    [InlineData(1005, 1002)]
    [InlineData(1006, 1002)]
    [InlineData(1015, 1002)]
    [InlineData(2999, 1002)]
    [InlineData(5000, 1002)]
    public async Task Close_code_is_answered_when_it_is_valid(int sent, int answered)
    {
        await using var served = await ServedApplication.GuestAsync("server_sockets");
        using var user = await RawSocketUser.ConnectAsync(served, "/echo");
        var code = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(code, (ushort)sent);
        await user.SendAsync(RawSocketUser.Frame(Final | Close, (byte[])[.. code, .. "why"u8]));
        Assert.Equal(answered, await user.ReadCloseAsync());
        Assert.Equal("end", await user.ReadTextAsync());
    }

    [Fact]
    public async Task Close_without_a_code_is_answered_as_a_normal_one()
    {
        await using var served = await ServedApplication.GuestAsync("server_sockets");
        using var user = await RawSocketUser.ConnectAsync(served, "/echo");
        await user.SendAsync(RawSocketUser.Frame(Final | Close, default));
        Assert.Equal(1000, await user.ReadCloseAsync());
        Assert.Equal("end", await user.ReadTextAsync());
    }

    [Fact]
    public async Task Frame_of_1_MB_and_a_byte_closes_before_its_handler_runs()
    {
        await using var served = await ServedApplication.GuestAsync("server_sockets");
        using var user = await RawSocketUser.ConnectAsync(served, "/echo");
        await user.SendAsync(RawSocketUser.Frame(Final | Binary, new byte[(1 << 20) + 1]));
        Assert.Equal(1009, await user.ReadCloseAsync());
    }
}
