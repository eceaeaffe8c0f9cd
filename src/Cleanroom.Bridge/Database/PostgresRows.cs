using System.Buffers;
using System.Globalization;
using System.Text;
using Npgsql;
using Npgsql.PostgresTypes;

namespace Cleanroom.Bridge.Database;

/// <summary>
/// Copies rows of PostgreSQL. All values come in the server's text form: it has every digit of a NUMERIC, and there is one for every type.
/// </summary>
sealed class PostgresRows
{
    readonly NpgsqlDataReader _reader;
    readonly RowWriter _rows;
    readonly PostgresType[] _types;
    readonly int _most;
    byte[] _buffer = ArrayPool<byte>.Shared.Rent(1024);

    PostgresRows(NpgsqlDataReader reader, RowWriter rows, int most)
    {
        _reader = reader;
        _rows = rows;
        _most = most;
        _types = new PostgresType[reader.FieldCount];
        var names = new string[reader.FieldCount];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = reader.GetName(i);
            _types[i] = reader.GetPostgresType(i);
        }
        rows.Begin(new RowNames(names));
    }

    /// <summary>Writes all rows. False when there were more than wanted.</summary>
    public static bool Write(NpgsqlDataReader reader, RowWriter rows, int mostBytes)
    {
        var writer = new PostgresRows(reader, rows, mostBytes);
        try
        {
            while (reader.Read())
                if (!writer.WriteRow()) return false;
            rows.End();
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(writer._buffer);
        }
    }

    bool WriteRow()
    {
        if (!_rows.BeginRow())
        {
            _rows.End();
            return false;
        }
        for (var i = 0; i < _types.Length; i++)
        {
            if (_reader.IsDBNull(i)) _rows.Null();
            else PostgresValues.Write(_types[i], Read(i), _rows);
        }
        _rows.EndRow();
        return true;
    }

    ReadOnlySpan<byte> Read(int column)
    {
        using var stream = _reader.GetStream(column);
        var length = stream.Length;
        if (length > _most) throw new DatabaseException(DatabaseException.TooLarge, "a value is larger than the limit of a result; raise --db-max-result");
        if (length > _buffer.Length)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = ArrayPool<byte>.Shared.Rent((int)length);
        }
        stream.ReadExactly(_buffer, 0, (int)length);
        return _buffer.AsSpan(0, (int)length);
    }
}
