using System.Buffers;
using System.Buffers.Text;
using Cleanroom.Bridge.Json;
using Cleanroom.Bridge.Text;

namespace Cleanroom.Bridge.Database.Sql;

/// <summary>
/// Writes rows as a JSON array of objects directly into a buffer. Engines supply the values; this class handles names, commas and limits.
/// </summary>
public sealed class RowWriter
{
    static readonly RowNames Nameless = new();

    readonly ArrayBufferWriter<byte> _target;
    readonly JsonOutput _output;
    readonly long _max;
    RowNames _names = Nameless;
    int _column;

    /// <summary>Creates a writer for one result.</summary>
    /// <param name="target">The buffer to which the rows are appended.</param>
    /// <param name="maxBytes">Maximum size of the rows in bytes.</param>
    public RowWriter(ArrayBufferWriter<byte> target, int maxBytes)
    {
        _target = target;
        _output = new JsonOutput(target);
        _max = target.WrittenCount + (long)maxBytes;
    }

    /// <summary>Number of rows written.</summary>
    public long Count { get; private set; }

    /// <summary>Maximum number of rows; further rows are not written.</summary>
    public long MaxRows { get; init; } = long.MaxValue;

    /// <summary>True when the result had more rows than the maximum.</summary>
    public bool HasMore { get; private set; }

    /// <summary>The column whose last value is kept, or null.</summary>
    public string? CursorColumn { get; init; }

    /// <summary>The last value of the cursor column as JSON.</summary>
    public byte[]? Cursor { get; private set; }

    int _cursorIndex = -1;
    int _valueStart;

    /// <summary>Starts a result with these columns.</summary>
    public void Begin(RowNames names)
    {
        _names = names;
        if (CursorColumn is { } column) _cursorIndex = names.IndexOf(column);
        _output.Raw("["u8);
    }

    /// <summary>Starts a row. Returns false when the maximum is reached.</summary>
    public bool BeginRow()
    {
        if (Count == MaxRows)
        {
            HasMore = true;
            return false;
        }
        if (Count++ > 0) _output.Raw(","u8);
        _column = 0;
        return true;
    }

    /// <summary>Ends a row.</summary>
    public void EndRow()
    {
        _output.Raw(_names.Count == 0 ? "{}"u8 : "}"u8);
        Require(0);
    }

    /// <summary>Ends the result.</summary>
    public void End() => _output.Raw("]"u8);

    /// <summary>Writes NULL.</summary>
    public void Null() => Raw("null"u8);

    /// <summary>Writes an integer.</summary>
    public void Integer(long value)
    {
        Name();
        _output.Integer(value);
        Remember();
    }

    /// <summary>Writes a boolean.</summary>
    public void Boolean(bool value) => Raw(value ? "true"u8 : "false"u8);

    /// <summary>Writes a floating-point value: integral values keep a decimal, values that JSON cannot represent become null.</summary>
    public void Number(double value)
    {
        if (!double.IsFinite(value))
        {
            Null();
            return;
        }
        Span<byte> digits = stackalloc byte[NumberFormat.MaxLength + 2];
        var length = NumberFormat.Write(value, digits);
        if (digits[..length].IndexOf((byte)'.') < 0)
        {
            ".0"u8.CopyTo(digits[length..]);
            length += 2;
        }
        Raw(digits[..length]);
    }

    /// <summary>Writes a text.</summary>
    public void Text(ReadOnlySpan<byte> text)
    {
        Require(text.Length);
        Name();
        _output.String(text);
        Remember();
    }

    /// <summary>Writes bytes as base64.</summary>
    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        var length = Base64.GetMaxEncodedToUtf8Length(bytes.Length);
        Require(length);
        Name();
        _output.Raw("\""u8);
        Base64.EncodeToUtf8(bytes, _target.GetSpan(length), out _, out var written);
        _target.Advance(written);
        _output.Raw("\""u8);
        Remember();
    }

    /// <summary>Writes a value that is already JSON.</summary>
    public void Raw(ReadOnlySpan<byte> json)
    {
        Require(json.Length);
        Name();
        _output.Raw(json);
        Remember();
    }

    void Name()
    {
        _output.Raw(_names[_column]);
        _valueStart = _target.WrittenCount;
    }

    void Remember()
    {
        if (_column++ == _cursorIndex) Cursor = _target.WrittenSpan[_valueStart..].ToArray();
    }

    void Require(long more)
    {
        if (_target.WrittenCount + more > _max)
            throw new DatabaseException(DatabaseException.TooLarge, "the result is larger than the limit; ask for fewer rows or columns") { Setting = "db-max-result" };
    }
}
