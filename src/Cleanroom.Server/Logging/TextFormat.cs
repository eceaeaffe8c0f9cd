using System.Globalization;
using System.Text;
using Cleanroom.Server.Pipeline;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Server.Logging;

/// <summary>
/// Log entries as text: time, level and message. Further lines of an entry are indented, so that no message can look like another entry, and control characters
/// are escaped.
/// </summary>
/// <param name="isColored">True for a terminal with colors.</param>
sealed class TextFormat(bool isColored) : LogFormat
{
    const string Dim = "\e[2m", Red = "\e[31m", Green = "\e[32m", Yellow = "\e[33m", Plain = "\e[0m", Indentation = "    ";

    readonly byte[] _beforeTime = Code(isColored, Dim);
    readonly byte[] _beforeLevel = Code(isColored, Plain + Green);
    readonly byte[] _afterLevel = Code(isColored, Plain);

    /// <inheritdoc/>
    public override void AppendRecord(ref LogText line, DateTimeOffset time, in RequestRecord record)
    {
        line.Append(_beforeTime);
        line.Append(time);
        line.Append(_beforeLevel);
        line.Append(" info  "u8);
        line.Append(_afterLevel);
        record.AppendTo(ref line);
        line.Append("\n"u8);
    }

    /// <inheritdoc/>
    public override byte[] Entry(DateTimeOffset time, LogLevel level, string? name, string message, IReadOnlyList<KeyValuePair<string, object?>> values, string? stack)
    {
        var text = new StringBuilder();
        var (label, color) = level switch
        {
            LogLevel.Trace or LogLevel.Debug => ("debug", Dim),
            LogLevel.Information => ("info ", Green),
            LogLevel.Warning => ("warn ", Yellow),
            _ => ("error", Red),
        };
        text.Append(isColored ? Dim : "").Append(Show(time)).Append(isColored ? Plain + color : "");
        text.Append(' ').Append(label).Append(' ').Append(isColored ? Plain : "");
        AppendLines(text, message);
        if (stack is not null) AppendLines(text.Append('\n').Append(Indentation), stack);
        return Encoding.UTF8.GetBytes(text.Append('\n').ToString());
    }

    static void AppendLines(StringBuilder text, string message)
    {
        for (var i = 0; i < message.Length; i++)
        {
            var character = message[i];
            if (character == '\n')
            {
                text.Append('\n');
                if (i + 1 == message.Length || message[i + 1] != ' ') text.Append(Indentation);
            }
            else if (char.IsControl(character) && character != '\t') text.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
            else text.Append(character);
        }
    }

    static byte[] Code(bool isColored, string code) => isColored ? Encoding.ASCII.GetBytes(code) : [];
}
