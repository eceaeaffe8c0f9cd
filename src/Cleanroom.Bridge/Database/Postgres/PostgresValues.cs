using System.Buffers;
using System.Globalization;
using System.Text;
using Cleanroom.Bridge.Database.Sql;
using Cleanroom.Bridge.Json;

namespace Cleanroom.Bridge.Database.Postgres;

/// <summary>Converts the server's text format to JSON values.</summary>
static class PostgresValues
{
    const uint Boolean = 16, Bytes = 17, Int64 = 20, Int16 = 21, Int32 = 23, Oid = 26, Json = 114, Float32 = 700, Float64 = 701, TimestampWithZone = 1184, Numeric = 1700, Jsonb = 3802;

    /// <summary>Writes one value. A value of unknown type is written as text.</summary>
    public static void Write(PostgresType type, ReadOnlySpan<byte> text, RowWriter rows)
    {
        if (type.Element is not null)
        {
            var output = new ArrayBufferWriter<byte>();
            PostgresArrays.Write(type, text, new JsonOutput(output));
            rows.Raw(output.WrittenSpan);
            return;
        }
        switch (type.Oid)
        {
            case Boolean: rows.Boolean(text is [(byte)'t', ..]); break;
            case Int16 or Int32 or Int64 or Oid or Json or Jsonb: rows.Raw(text); break;
            case Numeric: rows.Raw(IsFinite(text) ? text : "null"u8); break;
            case Float32 or Float64: rows.Number(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture)); break;
            case Bytes: WriteBytes(text, rows); break;
            case TimestampWithZone: rows.Text(Rfc3339(text)); break;
            default: rows.Text(text); break;
        }
    }

    /// <summary>Writes one array element.</summary>
    public static void Write(PostgresType type, ReadOnlySpan<byte> text, JsonOutput output)
    {
        if (type.Element is not null)
        {
            PostgresArrays.Write(type, text, output);
            return;
        }
        switch (type.Oid)
        {
            case Boolean: output.Raw(text is [(byte)'t', ..] ? "true"u8 : "false"u8); break;
            case Int16 or Int32 or Int64 or Oid or Json or Jsonb: output.Raw(text); break;
            case Numeric: output.Raw(IsFinite(text) ? text : "null"u8); break;
            case Float32 or Float64: output.Number(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture)); break;
            case Bytes: output.String(text.StartsWith("\\x"u8) ? Encoding.ASCII.GetBytes(Convert.ToBase64String(Convert.FromHexString(text[2..]))) : text); break;
            case TimestampWithZone: output.String(Rfc3339(text)); break;
            default: output.String(text); break;
        }
    }

    static bool IsFinite(ReadOnlySpan<byte> text) => text.IndexOfAny((byte)'N', (byte)'I') < 0;

    static void WriteBytes(ReadOnlySpan<byte> text, RowWriter rows)
    {
        if (!text.StartsWith("\\x"u8))
        {
            rows.Text(text);
            return;
        }
        var buffer = ArrayPool<byte>.Shared.Rent(text.Length / 2);
        Convert.FromHexString(text[2..], buffer, out _, out var length);
        rows.Bytes(buffer.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(buffer);
    }

    // 2024-01-31 23:59:59.5+00 → 2024-01-31T23:59:59.5Z; other values (infinity, years BC) are kept as text.
    static ReadOnlySpan<byte> Rfc3339(ReadOnlySpan<byte> text)
    {
        if (text.Length < 20 || text[10] != ' ' || text[4] != '-' || text.EndsWith("BC"u8)) return text;
        var zone = text[19..].LastIndexOfAny((byte)'+', (byte)'-') + 19;
        if (zone < 19) return text;
        byte[] result = [.. text[..10], (byte)'T', .. text[11..zone], .. text[zone..].SequenceEqual("+00"u8) ? "Z"u8 : text[zone..]];
        return text.Length - zone == 3 && result[^1] != 'Z' ? [.. result, .. ":00"u8] : result;
    }
}
