using System.Buffers;
using System.Text.Json;
using Cleanroom.Bridge.Abi;
using Cleanroom.Bridge.Functions;
using Cleanroom.Bridge.Text;

namespace Cleanroom.Bridge.Http;

/// <summary>Percent-encoding (contract, functions 8).</summary>
static class UrlFunctions
{
    static readonly SearchValues<byte> Unreserved = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"u8);

    /// <summary>Percent-encodes every byte but the unreserved ones of RFC 3986, in upper case; a space becomes <c>%20</c>.</summary>
    [HostFunction("http_encode_url")]
    internal static GuestString Encode(Guest guest, ReadOnlySpan<byte> text)
    {
        guest.Scratch.ResetWrittenCount();
        Encode(text, guest.Scratch, spaceAsPlus: false);
        return guest.NewResult(guest.Scratch.WrittenSpan);
    }

    /// <summary>Decodes <c>%XX</c> once; <c>+</c> and a malformed <c>%</c> stay as they are.</summary>
    [HostFunction("http_decode_url")]
    internal static GuestString Decode(Guest guest, ReadOnlySpan<byte> text)
    {
        var result = guest.NewResult(text.Length, out var bytes);
        text.CopyTo(bytes);
        guest.Memory.WriteUInt32(result.Address, (uint)PercentEncoding.Decode(bytes, plusIsSpace: false));
        return result;
    }

    /// <summary>A query string of a JSON object, spaces as <c>+</c>, arrays repeat their key; a text that is no JSON object is returned as it is.</summary>
    [HostFunction("http_build_query")]
    internal static GuestString BuildQuery(Guest guest, ReadOnlySpan<byte> text)
    {
        guest.Scratch.ResetWrittenCount();
        try
        {
            var reader = new Utf8JsonReader(text);
            using var document = JsonDocument.ParseValue(ref reader);
            if (document.RootElement.ValueKind != JsonValueKind.Object) return guest.NewResult(text);
            foreach (var property in document.RootElement.EnumerateObject())
            {
                var values = property.Value.ValueKind == JsonValueKind.Array ? property.Value.EnumerateArray().ToArray() : [property.Value];
                foreach (var value in values)
                {
                    if (guest.Scratch.WrittenCount > 0) guest.Scratch.Write("&"u8);
                    Encode(System.Text.Encoding.UTF8.GetBytes(property.Name), guest.Scratch, spaceAsPlus: true);
                    guest.Scratch.Write("="u8);
                    Encode(System.Text.Encoding.UTF8.GetBytes(value.ValueKind switch
                    {
                        JsonValueKind.String => value.GetString()!,
                        JsonValueKind.Null => "",
                        _ => value.GetRawText(),
                    }), guest.Scratch, spaceAsPlus: true);
                }
            }
            return guest.NewResult(guest.Scratch.WrittenSpan);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return guest.NewResult(text);
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
