using System.Globalization;
using System.Text;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Json;

namespace Cleanroom.Server.Sessions;

/// <summary>The JSON form of sessions for programs.</summary>
static class SessionJson
{
    /// <summary>Returns claims or data in the form in which they may be stored: valid UTF-8.</summary>
    public static byte[] Text(ReadOnlySpan<byte> bytes) => System.Text.Unicode.Utf8.IsValid(bytes) ? bytes.ToArray() : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes));

    /// <summary>
    /// Returns an object with one member set: as JSON if the value is valid JSON, else as a string. Data that is not an object is discarded.
    /// </summary>
    public static byte[] With(Guest guest, ReadOnlySpan<byte> data, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var (output, tree) = (Begin(guest), new JsonTree());
        var isFirst = true;
        output.Raw("{"u8);
        var isSet = false;
        if (guest.State<JsonTree>().Parse(data) && guest.State<JsonTree>().Root is { Kind: JsonKind.Object } root)
            for (int i = 0, name = root.Start; i < root.Length; i++, name = guest.State<JsonTree>()[name].Next)
            {
                var bytes = guest.State<JsonTree>().Bytes(guest.State<JsonTree>()[name]);
                WriteName(bytes);
                if (bytes.SequenceEqual(key))
                {
                    WriteValue(value);
                    isSet = true;
                }
                else JsonTreeText.Write(guest.State<JsonTree>(), guest.State<JsonTree>()[name + 1], output);
            }
        if (!isSet)
        {
            WriteName(key);
            WriteValue(value);
        }
        output.Raw("}"u8);
        return guest.Scratch.WrittenSpan.ToArray();

        void WriteName(ReadOnlySpan<byte> name)
        {
            output.Item(isFirst, 1);
            output.Name(name);
            isFirst = false;
        }

        void WriteValue(ReadOnlySpan<byte> text)
        {
            if (tree.Parse(text)) JsonTreeText.Write(tree, tree.Root, output);
            else output.String(text);
        }
    }

    /// <summary>The signed-in user as an object.</summary>
    /// <param name="guest">The calling guest.</param>
    /// <param name="state">The session.</param>
    /// <param name="userName">Name of the member with the user id, written as a number if it is numeric.</param>
    /// <param name="idName">Name of the member with the session id, or empty for none.</param>
    /// <param name="id">The session id.</param>
    public static GuestString User(Guest guest, SessionState state, ReadOnlySpan<byte> userName, ReadOnlySpan<byte> idName, string? id)
    {
        var output = Begin(guest);
        output.Raw("{"u8);
        output.Name(userName);
        if (IsNumber(state.UserId!)) output.Raw(Encoding.ASCII.GetBytes(state.UserId!));
        else output.String(Encoding.UTF8.GetBytes(state.UserId!));
        output.Raw(","u8);
        output.Name("role"u8);
        output.String(Encoding.UTF8.GetBytes(state.Role));
        if (!idName.IsEmpty)
        {
            output.Raw(","u8);
            output.Name(idName);
            output.String(Encoding.UTF8.GetBytes(id!));
        }
        output.Raw(","u8);
        output.Name("claims"u8);
        output.Raw(state.Claims.IsEmpty ? "{}"u8 : state.Claims.Span);
        output.Raw("}"u8);
        return guest.NewResult(guest.Scratch.WrittenSpan);
    }

    /// <summary>A user id as a number, or 0.</summary>
    public static long Number(string? userId) => userId is not null && IsNumber(userId) ? long.Parse(userId, CultureInfo.InvariantCulture) : 0;

    /// <summary>A value of the parsed text as compact JSON.</summary>
    public static byte[] Compact(Guest guest, in JsonNode node)
    {
        JsonTreeText.Write(guest.State<JsonTree>(), node, Begin(guest));
        return guest.Scratch.WrittenSpan.ToArray();
    }

    static JsonOutput Begin(Guest guest)
    {
        guest.Scratch.ResetWrittenCount();
        return new JsonOutput(guest.Scratch);
    }

    static bool IsNumber(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number.ToString(CultureInfo.InvariantCulture) == text;
}
