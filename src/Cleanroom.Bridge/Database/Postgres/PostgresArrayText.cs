using System.Buffers;
using System.Text;
using System.Text.Json;
using Cleanroom.Bridge.Database.Sql;

namespace Cleanroom.Bridge.Database.Postgres;

/// <summary>Converts JSON arrays to PostgreSQL arrays: <c>[1,null,"a b"]</c> → <c>{1,NULL,"a b"}</c>.</summary>
static class PostgresArrayText
{
    /// <summary>Returns the text of an array. An object in it is an element with its JSON text.</summary>
    public static string Of(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Json.JsonLimits.Depth });
        var result = new ArrayBufferWriter<byte>(json.Length);
        var isFirst = true;
        while (reader.Read())
        {
            if (!isFirst && reader.TokenType != JsonTokenType.EndArray) result.Write(","u8);
            isFirst = reader.TokenType == JsonTokenType.StartArray;
            Write(ref reader, json, result);
        }
        return Encoding.UTF8.GetString(result.WrittenSpan);
    }

    static void Write(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ArrayBufferWriter<byte> result)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartArray: result.Write("{"u8); break;
            case JsonTokenType.EndArray: result.Write("}"u8); break;
            case JsonTokenType.Null: result.Write("NULL"u8); break;
            case JsonTokenType.String: WriteQuoted(SqlValues.Text(ref reader), result); break;
            case JsonTokenType.StartObject:
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                WriteQuoted(json[start..(int)reader.BytesConsumed], result);
                break;
            default: result.Write(reader.ValueSpan); break;
        }
    }

    static void WriteQuoted(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> result)
    {
        result.Write("\""u8);
        foreach (var letter in text)
        {
            if (letter is (byte)'"' or (byte)'\\') result.Write("\\"u8);
            result.Write([letter]);
        }
        result.Write("\""u8);
    }
}
