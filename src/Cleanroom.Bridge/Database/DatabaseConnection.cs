using Cleanroom.Bridge.Database.Sql;

namespace Cleanroom.Bridge.Database;

/// <summary>A connection, used by one thread at a time.</summary>
public abstract class DatabaseConnection : IDisposable
{
    /// <summary>True when the connection is unusable: it was lost or cancelled.</summary>
    public bool IsBroken { get; protected set; }

    /// <summary>True when the connection works but its state would be visible to the next guest: it is closed instead of reused.</summary>
    public virtual bool IsTainted => false;

    /// <summary>True while a transaction is open; false when the engine ended it on its own.</summary>
    public abstract bool IsInTransaction { get; }

    /// <summary>The engine's SQL dialect.</summary>
    public abstract SqlDialect Dialect { get; }

    /// <summary>Runs one statement. Rows go to the writer, or are only counted without one.</summary>
    /// <exception cref="DatabaseException">The statement failed.</exception>
    public abstract StatementOutcome Run(ReadOnlySpan<byte> sql, ReadOnlySpan<SqlValue> values, RowWriter? rows, StatementScope scope);

    /// <summary>Runs any number of statements without parameters.</summary>
    /// <exception cref="DatabaseException">A statement failed; later ones did not run.</exception>
    public abstract void RunScript(ReadOnlySpan<byte> script, StatementScope scope);

    /// <summary>Begins a transaction.</summary>
    public abstract void Begin(StatementScope scope);

    /// <summary>Commits the transaction. Throws when the engine rolled it back instead.</summary>
    public abstract void Commit(StatementScope scope);

    /// <summary>Rolls the transaction back. Never throws: if it fails, the connection is broken and the server rolls back.</summary>
    public abstract void Rollback();

    /// <summary>Closes the connection.</summary>
    public abstract void Dispose();
}
