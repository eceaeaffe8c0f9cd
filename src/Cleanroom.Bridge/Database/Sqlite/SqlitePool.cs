using System.Collections.Concurrent;
using Cleanroom.Bridge.Database.Sql;
using SQLitePCL;

namespace Cleanroom.Bridge.Database.Sqlite;

/// <summary>Connections to one SQLite database.</summary>
sealed class SqlitePool : DatabasePool
{
    SqliteLocation _location;
    readonly ConcurrentStack<SqliteConnection> _idle = new();
    readonly Lock _gate = new();

    // Keeps an in-memory database alive, which would end with its last connection.
    SqliteConnection? _anchor;
    bool _isPrepared;
    bool _isClosed;

    static SqlitePool() => Batteries_V2.Init();

    public SqlitePool(DatabaseEngine engine, SqliteLocation location, DatabaseOptions options, string maskedUrl) : base(engine, options, maskedUrl) => _location = location;

    internal override IReadOnlyList<string> Files => _location.IsMemory ? [] : SqliteFile.WithCompanions(_location.Path);

    protected override DatabaseConnection Take(TimeSpan limit)
    {
        if (_idle.TryPop(out var idle)) return idle;
        Prepare();
        return new SqliteConnection(_location);
    }

    protected override void Keep(DatabaseConnection connection)
    {
        if (connection.IsBroken || connection.IsTainted || _isClosed) connection.Dispose();
        else _idle.Push((SqliteConnection)connection);
    }

    protected override void Close()
    {
        _isClosed = true;
        while (_idle.TryPop(out var idle)) idle.Dispose();
        _anchor?.Dispose();
    }

    // Runs once: with a write-ahead log readers do not wait for a writer. If it cannot be enabled, the file keeps its journal mode.
    void Prepare()
    {
        lock (_gate)
        {
            if (_isPrepared) return;
            // Not created a second time: a file that is deleted under a running server is missed, not replaced by an empty one.
            if (Options.IsPrivate && _location is { IsMemory: false, Mode: SqliteLocation.CreatedIfMissing })
            {
                SqliteFile.CreatePrivate(_location.Path);
                _location = _location with { Mode = "rw" };
            }
            var first = Open();
            if (_location.IsMemory) _anchor = first;
            else if (_location.IsReadOnly) first.Dispose();
            else
            {
                first.UseWriteAheadLog();
                _idle.Push(first);
            }
            _isPrepared = true;
        }
    }

    // A write-ahead log requires auxiliary files even for readers. Where these cannot be created there is no writer, unless such files exist already.
    SqliteConnection Open()
    {
        // Checked before the attempt, which may create such a file itself.
        var immutable = _location.AsImmutable();
        try
        {
            return new SqliteConnection(_location);
        }
        catch (DatabaseException) when (immutable is not null)
        {
            _location = immutable;
            return new SqliteConnection(_location);
        }
    }
}
