namespace Cleanroom.Bridge.Database.Sql;

/// <summary>What a statement did.</summary>
/// <param name="HasColumns">True when it returned columns, also without a row.</param>
/// <param name="AffectedRows">Rows that it changed.</param>
/// <param name="LastInsertId">The id of the last row that it inserted, or null.</param>
public readonly record struct StatementOutcome(bool HasColumns, long AffectedRows, long? LastInsertId)
{
    /// <summary>True when columns of tables may be others after it.</summary>
    public bool ChangesSchema { get; init; }
}
