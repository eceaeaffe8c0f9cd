using System.Buffers;
using Cleanroom.Bridge.Json;

namespace Cleanroom.Bridge.Database.Postgres;

/// <summary>Converts PostgreSQL arrays, <c>{1,NULL,"a b",{…}}</c>, to JSON arrays.</summary>
static class PostgresArrays
{
    /// <summary>Writes an array.</summary>
    public static void Write(PostgresType type, ReadOnlySpan<byte> text, JsonOutput output)
    {
        // Bounds that do not start at 1 precede the elements: [0:1]={…}.
        if (text is [(byte)'[', ..]) text = text[(text.IndexOf((byte)'=') + 1)..];
        WriteLevel(type.Element!, ref text, type.Delimiter, output);
    }

    static void WriteLevel(PostgresType element, ref ReadOnlySpan<byte> text, byte delimiter, JsonOutput output)
    {
        JsonTreeText.EnsureStack();
        output.Raw("["u8);
        text = text[1..];
        for (var isFirst = true; text is not ([] or [(byte)'}', ..]); isFirst = false)
        {
            if (!isFirst)
            {
                output.Raw(","u8);
                text = text[1..];
            }
            if (text is [(byte)'{', ..]) WriteLevel(element, ref text, delimiter, output);
            else if (text is [(byte)'"', ..]) PostgresValues.Write(element, Quoted(ref text), output);
            else WritePlain(element, ref text, delimiter, output);
        }
        if (!text.IsEmpty) text = text[1..];
        output.Raw("]"u8);
    }

    static void WritePlain(PostgresType element, ref ReadOnlySpan<byte> text, byte delimiter, JsonOutput output)
    {
        var end = text.IndexOfAny(delimiter, (byte)'}');
        var value = text[..(end < 0 ? text.Length : end)];
        text = text[value.Length..];
        if (value.SequenceEqual("NULL"u8)) output.Raw("null"u8);
        else PostgresValues.Write(element, value, output);
    }

    static ReadOnlySpan<byte> Quoted(ref ReadOnlySpan<byte> text)
    {
        var value = new ArrayBufferWriter<byte>();
        var at = 1;
        for (; at < text.Length && text[at] != '"'; at++)
        {
            if (text[at] == '\\') at++;
            value.Write(text.Slice(at, 1));
        }
        text = text[Math.Min(at + 1, text.Length)..];
        return value.WrittenSpan;
    }
}
