using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Cleanroom.Server.Pipeline;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace Cleanroom.Server.Logging;

/// <summary>
/// Log entries as one JSON object a line: time, level, event, and the named values of the message. Entries other than the records of requests have the message
/// too. Lists are arrays; a value that is not known is null.
/// </summary>
sealed class JsonFormat : LogFormat
{
    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc/>
    public override void AppendRecord(ref LogText line, DateTimeOffset time, in RequestRecord record)
    {
        line.Append("{\"time\":\""u8);
        line.Append(time);
        line.Append("\",\"level\":\"information\",\"event\":\"RequestDone\""u8);
        Append(ref line, ",\"method\":"u8, record.Method);
        Append(ref line, ",\"host\":"u8, record.Host);
        Append(ref line, ",\"path\":"u8, record.Path);
        Append(ref line, ",\"route\":"u8, record.Route);
        line.Append(",\"status\":"u8);
        line.Append(record.Status);
        line.Append(",\"milliseconds\":"u8);
        line.AppendThousandths(record.Milliseconds);
        line.Append(",\"bytes\":"u8);
        line.Append(record.Bytes);
        if (record.Peer is null) line.Append(",\"peer\":null"u8);
        else
        {
            line.Append(",\"peer\":\""u8);
            line.Append(record.Peer);
            line.Append("\""u8);
        }
        Append(ref line, ",\"protocol\":"u8, record.Protocol);
        Append(ref line, ",\"userAgent\":"u8, record.UserAgent);
        Append(ref line, ",\"requestId\":"u8, record.RequestId);
        Append(ref line, ",\"traceId\":"u8, record.TraceId);
        line.Append("}\n"u8);
    }

    /// <inheritdoc/>
    public override byte[] Entry(DateTimeOffset time, LogLevel level, string? name, string message, IReadOnlyList<KeyValuePair<string, object?>> values, string? stack)
    {
        var line = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(line, Options))
        {
            json.WriteStartObject();
            json.WriteString("time", Show(time));
            json.WriteString("level", level.ToString().ToLowerInvariant());
            json.WriteString("event", name);
            json.WriteString("message", message);
            foreach (var (key, value) in values)
                if (key != "{OriginalFormat}") Write(json, char.ToLowerInvariant(key[0]) + key[1..], value);
            if (stack is not null) json.WriteString("exception", stack);
            json.WriteEndObject();
        }
        line.Write("\n"u8);
        return line.WrittenSpan.ToArray();
    }

    static void Append(ref LogText line, ReadOnlySpan<byte> name, StringSegment value)
    {
        line.Append(name);
        if (value.Length == 0) line.Append("null"u8);
        else line.AppendQuoted(value);
    }

    static void Write(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null: json.WriteNull(name); break;
            case int number: json.WriteNumber(name, number); break;
            case long number: json.WriteNumber(name, number); break;
            case double number when double.IsFinite(number): json.WriteNumber(name, Math.Round(number, 3)); break;
            case LogList list:
                json.WriteStartArray(name);
                foreach (var item in list.Items) json.WriteStringValue(item);
                json.WriteEndArray();
                break;
            default: json.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture)); break;
        }
    }
}
