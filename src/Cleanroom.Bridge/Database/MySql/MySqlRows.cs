using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Cleanroom.Bridge.Database.Sql;
using MySqlConnector;

namespace Cleanroom.Bridge.Database.MySql;

/// <summary>Copies rows of MySQL. Texts and binary values pass through one buffer.</summary>
sealed class MySqlRows
{
    // What a System.Decimal holds in any case.
    const int MaxDecimalDigits = 28;

    readonly MySqlDataReader _reader;
    readonly RowWriter _rows;
    readonly MySqlDbType[] _types;
    readonly int _max;
    byte[] _buffer = [];

    /// <summary>Reads the columns of a result.</summary>
    public MySqlRows(MySqlDataReader reader, RowWriter rows, int max)
    {
        (_reader, _rows, _max) = (reader, rows, max);
        var columns = reader.GetColumnSchema();
        _types = new MySqlDbType[columns.Count];
        var names = new string[columns.Count];
        for (var i = 0; i < names.Length; i++)
        {
            var column = (MySqlDbColumn)columns[i];
            names[i] = column.ColumnName;
            _types[i] = column.ProviderType is MySqlDbType.NewDecimal && column.NumericPrecision <= MaxDecimalDigits ? MySqlDbType.Decimal : column.ProviderType;
        }
        rows.Begin(new RowNames(names));
    }

    /// <summary>Writes all rows.</summary>
    public void Read()
    {
        _buffer = ArrayPool<byte>.Shared.Rent(1024);
        try
        {
            while (_reader.Read())
            {
                if (!_rows.BeginRow()) break;
                for (var i = 0; i < _types.Length; i++) Write(i);
                _rows.EndRow();
            }
            _rows.End();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }
    }

    void Write(int column)
    {
        if (_reader.IsDBNull(column))
        {
            _rows.Null();
            return;
        }
        switch (_types[column])
        {
            case MySqlDbType.Bool: _rows.Boolean(_reader.GetInt32(column) != 0); break;
            case MySqlDbType.Byte or MySqlDbType.UByte or MySqlDbType.Int16 or MySqlDbType.UInt16 or MySqlDbType.Int24 or MySqlDbType.UInt24 or MySqlDbType.Int32 or MySqlDbType.Year:
                _rows.Integer(_reader.GetInt32(column));
                break;
            case MySqlDbType.Int64 or MySqlDbType.UInt32: _rows.Integer(_reader.GetInt64(column)); break;
            case MySqlDbType.UInt64 or MySqlDbType.Bit: WriteFormatted(_reader.GetUInt64(column)); break;
            case MySqlDbType.Decimal: WriteFormatted(_reader.GetDecimal(column)); break;
            case MySqlDbType.NewDecimal: WriteText(_reader.GetMySqlDecimal(column).ToString(), isJson: true); break;
            // The digits of a float, and not those of the double nearest to it.
            case MySqlDbType.Float: _rows.Number(double.Parse(_reader.GetFloat(column).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)); break;
            case MySqlDbType.Double: _rows.Number(_reader.GetDouble(column)); break;
            case MySqlDbType.Date or MySqlDbType.Newdate: WriteTime(column, isDate: true); break;
            case MySqlDbType.DateTime or MySqlDbType.Timestamp: WriteTime(column, isDate: false); break;
            case MySqlDbType.Time: WriteDuration(_reader.GetTimeSpan(column)); break;
            case MySqlDbType.JSON: WriteText(_reader.GetString(column), isJson: true); break;
            case MySqlDbType.Binary or MySqlDbType.VarBinary or MySqlDbType.TinyBlob or MySqlDbType.Blob or MySqlDbType.MediumBlob or MySqlDbType.LongBlob or MySqlDbType.Geometry:
                WriteBytes(column);
                break;
            default: WriteText(_reader.GetString(column), isJson: false); break;
        }
    }

    void WriteFormatted<T>(T number) where T : IUtf8SpanFormattable
    {
        Span<byte> digits = stackalloc byte[40];
        number.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
        _rows.Raw(digits[..length]);
    }

    void WriteText(string text, bool isJson)
    {
        RequireSize(text.Length);
        RequireRoom(Encoding.UTF8.GetMaxByteCount(text.Length));
        var bytes = _buffer.AsSpan(0, Encoding.UTF8.GetBytes(text, _buffer));
        if (isJson) _rows.Raw(bytes);
        else _rows.Text(bytes);
    }

    void WriteBytes(int column)
    {
        var length = _reader.GetBytes(column, 0, null, 0, 0);
        RequireSize(length);
        RequireRoom((int)length);
        _reader.GetBytes(column, 0, _buffer, 0, (int)length);
        _rows.Bytes(_buffer.AsSpan(0, (int)length));
    }

    // A zero date, or one with a zero month or day, has the same form.
    void WriteTime(int column, bool isDate)
    {
        var time = _reader.GetMySqlDateTime(column);
        Span<byte> text = stackalloc byte[32];
        System.Text.Unicode.Utf8.TryWrite(text, CultureInfo.InvariantCulture, $"{time.Year:0000}-{time.Month:00}-{time.Day:00}", out var length);
        if (!isDate)
        {
            System.Text.Unicode.Utf8.TryWrite(text[length..], CultureInfo.InvariantCulture, $" {time.Hour:00}:{time.Minute:00}:{time.Second:00}", out var more);
            length += more + WriteFraction(text[(length + more)..], time.Microsecond);
        }
        _rows.Text(text[..length]);
    }

    void WriteDuration(TimeSpan time)
    {
        Span<byte> text = stackalloc byte[32];
        var positive = time.Duration();
        System.Text.Unicode.Utf8.TryWrite(text, CultureInfo.InvariantCulture, $"{(time < TimeSpan.Zero ? "-" : "")}{(int)positive.TotalHours:00}:{positive.Minutes:00}:{positive.Seconds:00}", out var length);
        length += WriteFraction(text[length..], (int)(positive.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond));
        _rows.Text(text[..length]);
    }

    // As PostgreSQL writes it: without zeros at the end.
    static int WriteFraction(Span<byte> target, int microseconds)
    {
        if (microseconds == 0) return 0;
        target[0] = (byte)'.';
        Utf8Formatter.TryFormat(microseconds, target[1..], out _, new StandardFormat('D', 6));
        return target[..7].TrimEnd((byte)'0').Length;
    }

    void RequireSize(long length)
    {
        if (length > _max) throw new DatabaseException(DatabaseException.TooLarge, "a value is larger than the limit of a result") { Setting = "db-max-result" };
    }

    void RequireRoom(int length)
    {
        if (length <= _buffer.Length) return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = ArrayPool<byte>.Shared.Rent(length);
    }
}
