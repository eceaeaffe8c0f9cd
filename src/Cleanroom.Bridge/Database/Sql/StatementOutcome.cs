namespace Cleanroom.Bridge.Database.Sql;

/// <summary>The outcome of a statement.</summary>
/// <param name="HasColumns">True when it returned columns, even without rows.</param>
/// <param name="AffectedRows">Number of affected rows.</param>
/// <param name="LastInsertId">The id of the last inserted row, or null.</param>
public readonly record struct StatementOutcome(bool HasColumns, long AffectedRows, long? LastInsertId)
{
    /// <summary>True when it may have changed the columns of tables.</summary>
    public bool ChangesSchema { get; init; }
}
