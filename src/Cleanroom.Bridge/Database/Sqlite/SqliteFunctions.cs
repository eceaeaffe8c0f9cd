using System.Buffers;
using Cleanroom.Bridge.Text;
using SQLitePCL;

namespace Cleanroom.Bridge.Database.Sqlite;

/// <summary>
/// Replacements for built-in SQL functions of SQLite. The originals have quadratic running time and cannot be interrupted, so two long texts could block a
/// guest for minutes. The replacements take linear time, check the time limit of the statement, or refuse long inputs.
/// </summary>
sealed class SqliteFunctions : IDisposable
{
    // As for SQLite's own functions: deterministic and allowed in schemas.
    const int Flags = raw.SQLITE_DETERMINISTIC | 0x20_0000;

    const int MaxPattern = 50_000;
    const long MaxProduct = 1L << 31;

    // The original is called when both arguments together are short enough.
    static readonly string[] Guarded = ["json_patch", "jsonb_patch", "unhex", "geopoly_overlap"];

    // Kept alive, because native code calls them.
    readonly List<delegate_function_scalar> _functions = [];
    readonly sqlite3 _database;
    readonly Func<bool> _isOver;
    sqlite3? _plain;

    /// <summary>Registers the functions on a connection.</summary>
    /// <param name="database">The connection.</param>
    /// <param name="isOver">Returns true when the running statement has to end.</param>
    public SqliteFunctions(sqlite3 database, Func<bool> isOver)
    {
        (_database, _isOver) = (database, isOver);
        Add("instr", 2, Instr);
        Add("replace", 3, Replace);
        for (var count = 1; count <= 2; count++)
        {
            Add("trim", count, (context, values) => Trim(context, values, atStart: true, atEnd: true));
            Add("ltrim", count, (context, values) => Trim(context, values, atStart: true, atEnd: false));
            Add("rtrim", count, (context, values) => Trim(context, values, atStart: false, atEnd: true));
        }
        Add("like", 2, (context, values) => Match(context, values, isGlob: false));
        Add("like", 3, (context, values) => Match(context, values, isGlob: false));
        Add("glob", 2, (context, values) => Match(context, values, isGlob: true));
        foreach (var name in Guarded) Add(name, 2, (context, values) => Guard(context, values, name));
    }

    public void Dispose() => _plain?.Dispose();

    void Add(string name, int count, Action<sqlite3_context, sqlite3_value[]> function)
    {
        delegate_function_scalar scalar = (context, _, values) =>
        {
            foreach (var value in values)
            {
                if (raw.sqlite3_value_type(value) != raw.SQLITE_NULL) continue;
                raw.sqlite3_result_null(context);
                return;
            }
            if (_isOver()) raw.sqlite3_result_error_code(context, raw.SQLITE_INTERRUPT);
            else Call(function, context, values);
        };
        _functions.Add(scalar);
        raw.sqlite3_create_function(_database, name, count, Flags, null, scalar);
    }

    // An exception thrown through SQLite would end the process.
    static void Call(Action<sqlite3_context, sqlite3_value[]> function, sqlite3_context context, sqlite3_value[] values)
    {
        try
        {
            function(context, values);
        }
        catch (OutOfMemoryException)
        {
            raw.sqlite3_result_error_nomem(context);
        }
        catch (Exception)
        {
            raw.sqlite3_result_error(context, "a function of the host failed");
        }
    }

    static void Instr(sqlite3_context context, sqlite3_value[] values)
    {
        var countsBytes = IsBlob(values[0]) && IsBlob(values[1]);
        var text = countsBytes ? raw.sqlite3_value_blob(values[0]) : Text(values[0]);
        var index = ByteSearch.IndexOf(text, countsBytes ? raw.sqlite3_value_blob(values[1]) : Text(values[1]));
        raw.sqlite3_result_int(context, index < 0 ? 0 : countsBytes ? index + 1 : Utf8Scalars.Count(text[..index]) + 1);
    }

    void Replace(sqlite3_context context, sqlite3_value[] values)
    {
        var text = Text(values[0]);
        var pattern = Text(values[1]);
        var replacement = Text(values[2]);
        var index = pattern.IsEmpty ? -1 : ByteSearch.IndexOf(text, pattern);
        var max = raw.sqlite3_limit(_database, raw.SQLITE_LIMIT_LENGTH, -1);
        var result = new ArrayBufferWriter<byte>(text.Length + 1);
        for (; index >= 0; index = ByteSearch.IndexOf(text, pattern))
        {
            if (result.WrittenCount + (long)index + replacement.Length > max)
            {
                raw.sqlite3_result_error_toobig(context);
                return;
            }
            result.Write(text[..index]);
            result.Write(replacement);
            text = text[(index + pattern.Length)..];
        }
        result.Write(text);
        SetText(context, result.WrittenSpan);
    }

    static void Trim(sqlite3_context context, sqlite3_value[] values, bool atStart, bool atEnd)
    {
        var text = Text(values[0]);
        var set = new Utf8CharacterSet(values.Length > 1 ? Text(values[1]) : " "u8);
        if (atStart) text = set.TrimStart(text);
        if (atEnd) text = set.TrimEnd(text);
        SetText(context, text);
    }

    void Match(sqlite3_context context, sqlite3_value[] values, bool isGlob)
    {
        var pattern = Text(values[0]);
        var escape = values.Length > 2 ? Text(values[2]) : default;
        if (pattern.Length > MaxPattern) raw.sqlite3_result_error(context, "LIKE or GLOB pattern too complex");
        else if (values.Length > 2 && Utf8Scalars.Count(escape) != 1) raw.sqlite3_result_error(context, "ESCAPE expression must be a single character");
        else if (new SqlitePattern(pattern, escape, isGlob, _isOver).Matches(Text(values[1])) is { } matches) raw.sqlite3_result_int(context, matches ? 1 : 0);
        else raw.sqlite3_result_error_code(context, raw.SQLITE_INTERRUPT);
    }

    void Guard(sqlite3_context context, sqlite3_value[] values, string name)
    {
        if ((long)raw.sqlite3_value_bytes(values[0]) * raw.sqlite3_value_bytes(values[1]) > MaxProduct)
        {
            raw.sqlite3_result_error(context, $"the arguments of {name} are too long for each other");
            return;
        }
        if (_plain is null) raw.sqlite3_open(SqliteLocation.Memory, out _plain);
        var result = raw.sqlite3_prepare_v2(_plain, $"SELECT {name}(?1, ?2)", out var statement);
        using (statement)
        {
            for (var i = 0; i < values.Length && result == raw.SQLITE_OK; i++)
                result = IsBlob(values[i]) ? raw.sqlite3_bind_blob(statement, i + 1, raw.sqlite3_value_blob(values[i])) : raw.sqlite3_bind_text(statement, i + 1, Text(values[i]));
            if (result == raw.SQLITE_OK) result = raw.sqlite3_step(statement);
            if (result != raw.SQLITE_ROW) raw.sqlite3_result_error(context, raw.sqlite3_errmsg(_plain));
            else if (raw.sqlite3_column_type(statement, 0) is var type && type == raw.SQLITE_BLOB) SetBlob(context, raw.sqlite3_column_blob(statement, 0));
            else if (type == raw.SQLITE_TEXT) SetText(context, raw.sqlite3_column_blob(statement, 0));
            else if (type == raw.SQLITE_INTEGER) raw.sqlite3_result_int64(context, raw.sqlite3_column_int64(statement, 0));
            else raw.sqlite3_result_null(context);
        }
    }

    // An empty span has a null address, which SQLite treats as NULL.
    static void SetText(sqlite3_context context, ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty) raw.sqlite3_result_text(context, "");
        else raw.sqlite3_result_text(context, text);
    }

    static void SetBlob(sqlite3_context context, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) raw.sqlite3_result_zeroblob(context, 0);
        else raw.sqlite3_result_blob(context, bytes);
    }

    static bool IsBlob(sqlite3_value value) => raw.sqlite3_value_type(value) == raw.SQLITE_BLOB;

    // Converts numbers, and text of UTF-16 databases, to UTF-8 in place.
    static ReadOnlySpan<byte> Text(sqlite3_value value)
    {
        raw.sqlite3_value_text(value);
        return raw.sqlite3_value_blob(value);
    }
}
