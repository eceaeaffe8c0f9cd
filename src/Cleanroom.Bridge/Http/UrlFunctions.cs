using System.Buffers;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Json;
using Cleanroom.Bridge.Text;

namespace Cleanroom.Bridge.Http;

/// <summary>Percent-encoding (contract, functions 8).</summary>
static class UrlFunctions
{
    static readonly SearchValues<byte> Unreserved = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"u8);

    /// <summary>Percent-encodes every byte except the unreserved ones of RFC 3986, in upper case; a space becomes <c>%20</c>.</summary>
    [HostFunction("http_encode_url")]
    internal static GuestString Encode(Guest guest, ReadOnlySpan<byte> text)
    {
        guest.Scratch.ResetWrittenCount();
        Encode(text, guest.Scratch, spaceAsPlus: false);
        return guest.NewResult(guest.Scratch.WrittenSpan);
    }

    /// <summary>Decodes <c>%XX</c> once; <c>+</c> and a malformed <c>%</c> are kept.</summary>
    [HostFunction("http_decode_url")]
    internal static GuestString Decode(Guest guest, ReadOnlySpan<byte> text)
    {
        var result = guest.NewResult(text.Length, out var bytes);
        text.CopyTo(bytes);
        guest.Memory.WriteUInt32(result.Address, (uint)PercentEncoding.Decode(bytes, plusIsSpace: false));
        return result;
    }

    /// <summary>Builds a query string from a JSON object: spaces become <c>+</c>, arrays repeat their key; any other text is returned unchanged.</summary>
    [HostFunction("http_build_query")]
    internal static GuestString BuildQuery(Guest guest, ReadOnlySpan<byte> text)
    {
        var json = guest.State<JsonTree>();
        if (!json.Parse(text) || json.Root.Kind != JsonKind.Object) return guest.NewResult(text);
        guest.Scratch.ResetWrittenCount();
        var value = new ArrayBufferWriter<byte>();
        for (int member = 0, at = json.Root.Start; member < json.Root.Length; member++, at = json[at].Next)
        {
            ref readonly var node = ref json[at + 1];
            if (node.Kind != JsonKind.Array) Add(json[at], node);
            else
                for (int item = 0, child = node.Start; item < node.Length; item++, child = json[child].Next) Add(json[at], json[child]);
        }
        return guest.NewResult(guest.Scratch.WrittenSpan);

        void Add(in JsonNode name, in JsonNode node)
        {
            if (guest.Scratch.WrittenCount > 0) guest.Scratch.Write("&"u8);
            Encode(json.Bytes(name), guest.Scratch, spaceAsPlus: true);
            guest.Scratch.Write("="u8);
            value.ResetWrittenCount();
            JsonTreeText.WritePlain(json, node, new JsonOutput(value));
            Encode(value.WrittenSpan, guest.Scratch, spaceAsPlus: true);
        }
    }

    static void Encode(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> target, bool spaceAsPlus)
    {
        while (!text.IsEmpty)
        {
            var plain = text.IndexOfAnyExcept(Unreserved);
            if (plain < 0) plain = text.Length;
            target.Write(text[..plain]);
            if (plain == text.Length) return;
            var value = text[plain];
            if (value == ' ' && spaceAsPlus) target.Write("+"u8);
            else target.Write([(byte)'%', Letter(value >> 4), Letter(value & 15)]);
            text = text[(plain + 1)..];
        }
    }

    static byte Letter(int digit) => (byte)(digit < 10 ? '0' + digit : 'A' + digit - 10);
}
