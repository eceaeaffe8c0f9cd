using Cleanroom.Bridge.Database.Sql;

namespace Cleanroom.Bridge.Database;

/// <summary>One connection, used by one thread at a time.</summary>
public abstract class DatabaseConnection : IDisposable
{
    /// <summary>True when nothing can be run on it any more: it was cut or cancelled.</summary>
    public bool IsBroken { get; protected set; }

    /// <summary>True when it works, but the next guest would notice what this one did: it is closed instead of being kept.</summary>
    public virtual bool IsTainted => false;

    /// <summary>True between begin and its end; false when the engine ended the transaction by itself.</summary>
    public abstract bool IsInTransaction { get; }

    /// <summary>What its SQL looks like.</summary>
    public abstract SqlDialect Dialect { get; }

    /// <summary>Runs one statement. Rows go to the writer, or are only counted when there is none.</summary>
    /// <exception cref="DatabaseException">It failed.</exception>
    public abstract StatementOutcome Run(ReadOnlySpan<byte> sql, ReadOnlySpan<SqlValue> values, RowWriter? rows, StatementScope scope);

    /// <summary>Runs any number of statements without parameters.</summary>
    /// <exception cref="DatabaseException">One failed; those after it did not run.</exception>
    public abstract void RunScript(ReadOnlySpan<byte> script, StatementScope scope);

    /// <summary>Opens a transaction.</summary>
    public abstract void Begin(StatementScope scope);

    /// <summary>Ends the transaction and keeps what it did. Throws when the engine kept nothing.</summary>
    public abstract void Commit(StatementScope scope);

    /// <summary>Ends the transaction and undoes what it did. Never throws: a connection that cannot do it is broken, and its server undoes.</summary>
    public abstract void Rollback();

    /// <summary>Closes the connection.</summary>
    public abstract void Dispose();
}
