using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Grants;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.Json;

/// <summary>JSON, contract section 11: boxed values (<c>_v2</c>) and text in, text out.</summary>
static class JsonFunctions
{
    /// <summary>Any box → compact JSON text. An invalid box, nesting deeper than 512 or a text above 64 MB traps.</summary>
    [HostFunction("_json_encode_v2", "json.encode", "json.encode_v2")]
    internal static GuestString EncodeBox(Guest guest, GuestPointer box) => Encoded(guest, box, pretty: false);

    /// <summary>Any box → JSON text with two spaces per level; empty arrays and objects stay on one line. Traps like <c>_json_encode_v2</c>.</summary>
    [HostFunction("_json_encode_pretty_v2", "json.encodePretty", "json.encode_pretty_v2", "_json_encode_pretty", "json.encode_pretty")]
    internal static GuestString EncodeBoxPretty(Guest guest, GuestPointer box) => Encoded(guest, box, pretty: true);

    /// <summary>JSON text → any box, boxes all the way down; JSON <c>null</c> becomes a box of tag 0. Invalid text: 0.</summary>
    [HostFunction("_json_decode_v2", "json.decode", "json.decode_v2")]
    internal static GuestPointer DecodeBox(Guest guest, ReadOnlySpan<byte> text)
    {
        if (!guest.State<JsonTree>().Parse(text)) return default;
        if (BoxBuilder.TryBuild(guest, guest.State<JsonTree>(), out var box)) return box;
        guest.Logger.ResultTooLarge("_json_decode_v2", JsonLimits.Bytes);
        return default;
    }

    /// <summary>Valid JSON text → the same in compact form, digits of numbers kept; any other text → a JSON string with that text.</summary>
    [HostFunction("_json_encode", "json.encode", Form = StringForm.Pairs)]
    internal static GuestPointer EncodeText(Guest guest, ReadOnlySpan<byte> text)
    {
        var output = Begin(guest);
        if (guest.State<JsonTree>().Parse(text)) JsonTreeText.Write(guest.State<JsonTree>(), guest.State<JsonTree>().Root, output);
        else output.String(text);
        return new GuestPointer(Finish(guest).Address);
    }

    /// <summary>Like the pair form, or any box → text in modules of 0.33.135 and 0.33.136 (ABI section 6).</summary>
    [HostFunction("_json_encode")]
    internal static GuestPointer EncodeTextOrBox(Guest guest, GuestPointer value) =>
        guest.Generation.JsonEncodeTakesBox
            ? new GuestPointer(EncodeBox(guest, value).Address)
            : EncodeText(guest, guest.Memory.LengthPrefixed(value.Address));

    /// <summary>
    /// Valid JSON text → the same in compact form; any other text → <c>{"error":"JSON parse error","message":…}</c>. In modules of 0.33.135 and 0.33.136 like
    /// <c>_json_decode_v2</c> (ABI section 5).
    /// </summary>
    [HostFunction("_json_decode")]
    internal static GuestPointer DecodeText(Guest guest, ReadOnlySpan<byte> text)
    {
        if (guest.Generation.JsonEncodeTakesBox) return DecodeBox(guest, text);
        var output = Begin(guest);
        if (guest.State<JsonTree>().Parse(text))
        {
            JsonTreeText.Write(guest.State<JsonTree>(), guest.State<JsonTree>().Root, output);
        }
        else
        {
            output.Raw("{\"error\":\"JSON parse error\",\"message\":"u8);
            output.String(System.Text.Encoding.UTF8.GetBytes(guest.State<JsonTree>().Error!));
            output.Raw("}"u8);
        }
        return new GuestPointer(Finish(guest).Address);
    }

    /// <summary>
    /// JSON text, path (segments separated by dots; array indexes, member names) → text: a string as is, other values as JSON with their digits kept. "" when
    /// the text is invalid, or the value is missing or null.
    /// </summary>
    [HostFunction("_json_get", "json.get", Form = StringForm.Pairs)]
    internal static GuestString GetFromText(Guest guest, ReadOnlySpan<byte> text, ReadOnlySpan<byte> path)
    {
        var output = Begin(guest);
        WriteFromText(guest, text, path, output);
        return Finish(guest);
    }

    /// <summary>
    /// Any box, path → box of tag 4 with the text that the pair form returns. A box of tag 4 is parsed as JSON first; arrays and objects are traversed. The
    /// text is "" for a value that is missing or null, and for box 0.
    /// </summary>
    [HostFunction("_json_get", "json.get")]
    internal static GuestPointer GetFromBox(Guest guest, GuestPointer box, [LengthPrefixed] ReadOnlySpan<byte> path)
    {
        var output = Begin(guest);
        if (box.Address > BoxView.LastCompactValue)
        {
            var view = new BoxView(guest, box.Address);
            if (view.Tag == BoxTag.String) WriteFromText(guest, guest.Memory.LengthPrefixed(view.Word), path, output);
            else if (BoxPath.TryFind(guest, box.Address, path, out var slot)) BoxPath.WritePlain(guest, slot, output);
        }
        var text = Finish(guest);
        var result = guest.NewBlock(12);
        guest.Memory.WriteUInt32(result.Address, (uint)BoxTag.String);
        guest.Memory.WriteUInt32(result.Address + 4, text.Address);
        return result;
    }

    static void WriteFromText(Guest guest, ReadOnlySpan<byte> text, ReadOnlySpan<byte> path, JsonOutput output)
    {
        if (guest.State<JsonTree>().Parse(text) && JsonPath.TryFind(guest.State<JsonTree>(), path, out var node)) JsonTreeText.WritePlain(guest.State<JsonTree>(), node, output);
    }

    static GuestString Encoded(Guest guest, GuestPointer box, bool pretty)
    {
        BoxText.Write(guest, box.Address, Begin(guest, pretty));
        return Finish(guest);
    }

    static JsonOutput Begin(Guest guest, bool pretty = false)
    {
        guest.Scratch.ResetWrittenCount();
        return new JsonOutput(guest.Scratch, pretty);
    }

    static GuestString Finish(Guest guest) => guest.NewString(guest.Scratch.WrittenSpan);
}
