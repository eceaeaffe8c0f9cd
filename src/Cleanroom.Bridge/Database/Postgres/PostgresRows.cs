using System.Buffers;
using Cleanroom.Bridge.Database.Sql;
using Cleanroom.Bridge.Settings;
using Npgsql;

namespace Cleanroom.Bridge.Database.Postgres;

/// <summary>
/// Copies rows of PostgreSQL. All values arrive in the server's text format, which has every digit of a NUMERIC and exists for every type. If a column's type
/// is unknown, the rows are buffered until the server has been asked, which is only possible after them.
/// </summary>
sealed class PostgresRows
{
    readonly NpgsqlDataReader _reader;
    readonly RowWriter _rows;
    readonly PostgresTypes _known;
    readonly PostgresType?[] _types;
    readonly uint[] _oids;
    readonly string[] _names;
    readonly int _max;
    List<byte[]?[]>? _kept;
    byte[] _buffer = [];

    /// <summary>Reads the columns of a result.</summary>
    public PostgresRows(NpgsqlDataReader reader, RowWriter rows, PostgresTypes types, int max)
    {
        (_reader, _rows, _known, _max) = (reader, rows, types, max);
        _types = new PostgresType?[reader.FieldCount];
        _oids = new uint[reader.FieldCount];
        _names = new string[reader.FieldCount];
        for (var i = 0; i < _names.Length; i++)
        {
            _names[i] = reader.GetName(i);
            _oids[i] = reader.GetDataTypeOID(i);
            _types[i] = types.Find(_oids[i]) ?? types.Add(_oids[i], reader.GetPostgresType(i));
        }
    }

    /// <summary>Writes all rows, or buffers them for <see cref="Finish"/>.</summary>
    public void Read()
    {
        _buffer = ArrayPool<byte>.Shared.Rent(1024);
        try
        {
            if (Array.IndexOf(_types, null) >= 0) Keep();
            else Write();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }
    }

    /// <summary>Writes buffered rows, if any. The reader is closed.</summary>
    /// <param name="ask">See <see cref="PostgresTypes.Get"/>.</param>
    public void Finish(Func<uint, (uint Base, uint Element, byte Delimiter)?> ask)
    {
        if (_kept is null) return;
        for (var i = 0; i < _types.Length; i++) _types[i] ??= _known.Get(_oids[i], ask);
        _rows.Begin(new RowNames(_names));
        foreach (var row in _kept)
        {
            if (!_rows.BeginRow()) break;
            for (var i = 0; i < row.Length; i++) WriteValue(i, row[i] is null, row[i]);
            _rows.EndRow();
        }
        _rows.End();
    }

    void Write()
    {
        _rows.Begin(new RowNames(_names));
        while (_reader.Read())
        {
            if (!_rows.BeginRow()) break;
            for (var i = 0; i < _types.Length; i++)
            {
                var isNull = _reader.IsDBNull(i);
                WriteValue(i, isNull, isNull ? default : ReadValue(i));
            }
            _rows.EndRow();
        }
        _rows.End();
    }

    void Keep()
    {
        _kept = [];
        for (var size = 0L; _reader.Read();)
        {
            var row = new byte[]?[_types.Length];
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = _reader.IsDBNull(i) ? null : ReadValue(i).ToArray();
                size += row[i]?.Length ?? 0;
            }
            size += row.Length;
            if (size > _max) throw new DatabaseException(DatabaseException.TooLarge, "the result is larger than the limit; ask for fewer rows or columns") { Setting = "db-max-result" };
            _kept.Add(row);
        }
    }

    void WriteValue(int column, bool isNull, ReadOnlySpan<byte> text)
    {
        if (isNull) _rows.Null();
        else PostgresValues.Write(_types[column]!, text, _rows);
    }

    ReadOnlySpan<byte> ReadValue(int column)
    {
        using var stream = _reader.GetStream(column);
        var length = stream.Length;
        if (length > _max) throw new DatabaseException(DatabaseException.TooLarge, "a value is larger than the limit of a result") { Setting = "db-max-result" };
        if (length > _buffer.Length)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = ArrayPool<byte>.Shared.Rent((int)length);
        }
        stream.ReadExactly(_buffer, 0, (int)length);
        return _buffer.AsSpan(0, (int)length);
    }
}
