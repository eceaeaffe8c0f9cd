using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Cleanroom.Bridge.Json;
using Cleanroom.Bridge.Time;

namespace Cleanroom.Bridge.Database.Sql;

/// <summary>
/// Parses parameters from JSON: null, boolean, integer, number, string. An object is passed as its text, and an array unless the engine has arrays, except
/// <c>{"__type":"epoch_s"|"epoch_ms"|"datetime_iso","value":…}</c>, which is a UTC timestamp (contract, functions 6).
/// </summary>
static class SqlValues
{
    // Every number with so many digits survives its conversion to a double and back.
    const int MaxExactDigits = 15;

    static readonly JsonReaderOptions Options = new() { MaxDepth = Json.JsonLimits.Depth };

    /// <summary>Parses an array of parameters; an empty text has none.</summary>
    /// <exception cref="DatabaseException">The text is not a JSON array.</exception>
    public static SqlValue[] Parse(ReadOnlySpan<byte> array)
    {
        if (array.IsEmpty) return [];
        array = Valid(array);
        try
        {
            var reader = new Utf8JsonReader(array, Options);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray) throw NoArray();
            var values = new List<SqlValue>();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) values.Add(Read(ref reader, array, values.Count + 1));
            if (reader.Read()) throw NoArray();
            return [.. values];
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            throw NoArray();
        }
    }

    /// <summary>Reads the current value; the reader ends at its last token.</summary>
    public static SqlValue Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> source, int number)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null: return default;
            case JsonTokenType.True: return new SqlValue(SqlValueKind.Boolean, 1);
            case JsonTokenType.False: return new SqlValue(SqlValueKind.Boolean);
            case JsonTokenType.String: return SqlValue.Of(Text(ref reader));
            case JsonTokenType.Number: return Number(ref reader);
            default:
                var isObject = reader.TokenType == JsonTokenType.StartObject;
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                var text = source[start..(int)reader.BytesConsumed];
                return isObject && text.IndexOf("\"__type\""u8) >= 0 && TryTime(text, number, out var time) ? time : new SqlValue(isObject ? SqlValueKind.Text : SqlValueKind.Array, Text: text.ToArray());
        }
    }

    /// <summary>Replaces invalid UTF-8 with U+FFFD.</summary>
    public static ReadOnlySpan<byte> Valid(ReadOnlySpan<byte> text) => Utf8.IsValid(text) ? text : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text));

    /// <summary>The bytes of the current string.</summary>
    public static byte[] Text(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped) return reader.ValueSpan.ToArray();
        var buffer = new byte[reader.ValueSpan.Length];
        return buffer[..reader.CopyString(buffer)];
    }

    static SqlValue Number(ref Utf8JsonReader reader)
    {
        if (reader.TryGetInt64(out var integer)) return SqlValue.Of(integer);
        var digits = reader.ValueSpan;
        return digits.IndexOfAny("eE."u8) >= 0 && (Digits(digits) <= MaxExactDigits || !double.IsFinite(reader.GetDouble()))
            ? new SqlValue(SqlValueKind.Number, Number: reader.GetDouble())
            : new SqlValue(SqlValueKind.Decimal, Text: digits.ToArray());
    }

    // Significant digits, apart from zeros at the end.
    static int Digits(ReadOnlySpan<byte> number)
    {
        var (count, zeros) = (0, 0);
        foreach (var letter in number)
        {
            if (letter is (byte)'e' or (byte)'E') break;
            if (!char.IsAsciiDigit((char)letter) || letter == '0' && count == 0) continue;
            zeros = letter == '0' ? zeros + 1 : 0;
            count++;
        }
        return count - zeros;
    }

    // Only objects with exactly these two members are tagged; any other object is a document.
    static bool TryTime(ReadOnlySpan<byte> text, int number, out SqlValue time)
    {
        time = default;
        string? type = null;
        SqlValue? value = null;
        var reader = new Utf8JsonReader(text, Options);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isType, isValue) = (reader.ValueTextEquals("__type"u8), reader.ValueTextEquals("value"u8));
            if (!isType && !isValue) return false;
            reader.Read();
            if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject) return false;
            if (isType) type = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            else value = Read(ref reader, text, number);
        }
        if (type is not ("epoch_s" or "epoch_ms" or "datetime_iso")) return false;
        var ticks = type == "datetime_iso" ? IsoTicks(value) : EpochTicks(value, type == "epoch_s" ? TimeSpan.TicksPerSecond : TimeSpan.TicksPerMillisecond);
        if (ticks is null) throw DatabaseException.Invalid($"value {number}: the value of \"{type}\" is no time between the years 1 and 9999");
        time = new SqlValue(SqlValueKind.Timestamp, ticks.Value);
        return true;
    }

    static long? EpochTicks(SqlValue? value, long unit)
    {
        var units = value switch
        {
            { Kind: SqlValueKind.Integer } integer => integer.Integer,
            { Kind: SqlValueKind.Number } fraction => (decimal?)(Math.Abs(fraction.Number) < 1e18 ? (decimal)fraction.Number : null),
            { Kind: SqlValueKind.Text, Text: { } text } => decimal.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var parsed) ? parsed : null,
            _ => null,
        };
        return units is { } count && Math.Abs(count) < 1e15m ? InRange(count * unit + DateTime.UnixEpoch.Ticks) : null;
    }

    static long? IsoTicks(SqlValue? value)
    {
        if (value is not { Kind: SqlValueKind.Text, Text: { } text }) return null;
        if (IsoTime.TryParse(text, out var milliseconds)) return InRange((decimal)milliseconds * TimeSpan.TicksPerMillisecond + DateTime.UnixEpoch.Ticks);
        // A date alone and a time without a zone are in UTC.
        if (IsoTime.TryParse([.. text, (byte)'Z'], out milliseconds) || IsoTime.TryParse([.. text, .. "T00:00:00Z"u8], out milliseconds))
            return InRange((decimal)milliseconds * TimeSpan.TicksPerMillisecond + DateTime.UnixEpoch.Ticks);
        return null;
    }

    static long? InRange(decimal ticks) => ticks >= 0 && ticks <= DateTime.MaxValue.Ticks ? (long)ticks : null;

    static DatabaseException NoArray() => DatabaseException.Invalid("the parameters are not a JSON array");
}
