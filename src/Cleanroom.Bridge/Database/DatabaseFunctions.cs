using System.Text;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Database.Sql;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.Database;

/// <summary>Queries, statements and transactions, contract section 6.</summary>
[WaitsFor(Waits.Database)]
static class DatabaseFunctions
{
    /// <summary>
    /// Runs one statement with parameters (JSON array, "" for none). Result for a statement with columns: <c>{"ok":true,"data":{"rows":[{…}],"count":n}}</c>;
    /// otherwise <c>{"ok":true,"data":{"affected_rows":n,"last_insert_id":id or null}}</c>. Failure:
    /// <c>{"ok":false,"err":{"code":…,"message":…,"details":{}}}</c>. For the guide's generation only the rows, and "" on failure (ABI section 6).
    /// </summary>
    [HostFunction("_db_query", "db_query")]
    internal static GuestString Query(Guest guest, ReadOnlySpan<byte> sql, ReadOnlySpan<byte> parameters)
    {
        RunQuery(guest, "_db_query", sql, parameters);
        return guest.NewString(guest.Scratch.WrittenSpan);
    }

    /// <summary>Runs one statement with parameters. Result: the number of affected rows, or −1 on failure.</summary>
    [HostFunction("_db_execute", "db_execute")]
    internal static long Execute(Guest guest, ReadOnlySpan<byte> sql, ReadOnlySpan<byte> parameters) => RunExecute(guest, "_db_execute", sql, parameters);

    /// <summary>Begins a transaction on a connection reserved for this event. Result: 1, or 0 when a transaction is already open or on failure.</summary>
    [HostFunction("_db_begin", "db_begin")]
    internal static bool Begin(Guest guest) => Try(guest, "_db_begin", static session => session.Begin());

    /// <summary>
    /// Commits the transaction. Result: 1, or 0 when none is open or the commit failed. Two additional values (a transaction id) are ignored.
    /// </summary>
    [HostFunction("_db_commit", "db_commit", IgnoredTrailing = 2)]
    internal static bool Commit(Guest guest) => Try(guest, "_db_commit", static session => session.Commit());

    /// <summary>Rolls the transaction back. Result: 1, or 0 when none is open. Two additional values (a transaction id) are ignored.</summary>
    [HostFunction("_db_rollback", "db_rollback", IgnoredTrailing = 2)]
    internal static bool Rollback(Guest guest) => Try(guest, "_db_rollback", static session => session.Rollback());

    /// <summary>Runs a statement synchronously like <c>_db_query</c>; read the result with <c>_db_query_result</c>. Result, if declared: 1.</summary>
    [HostFunction("_db_query_async")]
    internal static bool QueryAsync(Guest guest, ReadOnlySpan<byte> sql, ReadOnlySpan<byte> parameters)
    {
        RunQuery(guest, "_db_query_async", sql, parameters);
        guest.State<DatabaseSession>().QueryResult = guest.Scratch.WrittenSpan.ToArray();
        return true;
    }

    /// <summary>The result of the last <c>_db_query_async</c> in this event; "" without one.</summary>
    [HostFunction("_db_query_result")]
    internal static GuestString QueryResult(Guest guest) => guest.NewString(guest.State<DatabaseSession>().QueryResult);

    /// <summary>Runs a statement synchronously like <c>_db_execute</c>; read the result with <c>_db_execute_result</c>. Result, if declared: 1.</summary>
    [HostFunction("_db_execute_async")]
    internal static bool ExecuteAsync(Guest guest, ReadOnlySpan<byte> sql, ReadOnlySpan<byte> parameters)
    {
        guest.State<DatabaseSession>().ExecuteResult = RunExecute(guest, "_db_execute_async", sql, parameters);
        return true;
    }

    /// <summary>The result of the last <c>_db_execute_async</c> in this event; −1 without one.</summary>
    [HostFunction("_db_execute_result")]
    internal static long ExecuteResult(Guest guest) => guest.State<DatabaseSession>().ExecuteResult;

    /// <summary>Runs an action on the session for a function that returns 1 or 0.</summary>
    internal static bool Try(Guest guest, string function, Action<DatabaseSession> action)
    {
        try
        {
            action(guest.State<DatabaseSession>());
            return true;
        }
        catch (DatabaseException failure)
        {
            guest.DatabaseFailed(function, failure);
            return false;
        }
    }

    static void RunQuery(Guest guest, string function, ReadOnlySpan<byte> sql, ReadOnlySpan<byte> parameters)
    {
        var rowsOnly = guest.Options.DatabaseResult == DatabaseResultForm.Rows || guest.Options.DatabaseResult == DatabaseResultForm.Auto && guest.Generation.IsGuide;
        try
        {
            var values = SqlValues.Parse(parameters);
            if (LastInsertQuery.TryParse(sql, out var column)) WriteLastInsertId(guest, column, rowsOnly);
            else WriteResult(guest, sql, values, rowsOnly);
        }
        catch (DatabaseException failure)
        {
            DatabaseReply.WriteFailure(guest, function, failure);
            if (rowsOnly) guest.Scratch.ResetWrittenCount();
        }
    }

    static void WriteResult(Guest guest, ReadOnlySpan<byte> sql, ReadOnlySpan<SqlValue> values, bool rowsOnly)
    {
        var reply = DatabaseReply.Begin(guest);
        if (!rowsOnly) reply.Output.Raw("{\"ok\":true,\"data\":{\"rows\":"u8);
        var rows = reply.NewRows();
        var outcome = guest.State<DatabaseSession>().Run(sql, values, rows);
        if (!outcome.HasColumns)
        {
            reply = DatabaseReply.Begin(guest);
            WriteChanges(reply, outcome, rowsOnly);
        }
        else if (!rowsOnly)
        {
            reply.Output.Raw(",\"count\":"u8);
            reply.Output.Integer(rows.Count);
            reply.Output.Raw("}}"u8);
        }
    }

    static void WriteChanges(DatabaseReply reply, StatementOutcome outcome, bool rowsOnly)
    {
        if (rowsOnly)
        {
            reply.Output.Raw("[]"u8);
            return;
        }
        reply.Output.Raw("{\"ok\":true,\"data\":{\"affected_rows\":"u8);
        reply.Output.Integer(outcome.AffectedRows);
        reply.Output.Raw(",\"last_insert_id\":"u8);
        if (outcome.LastInsertId is { } id) reply.Output.Integer(id);
        else reply.Output.Raw("null"u8);
        reply.Output.Raw("}}"u8);
    }

    static void WriteLastInsertId(Guest guest, string column, bool rowsOnly)
    {
        _ = guest.State<DatabaseSession>().Pool;
        var reply = DatabaseReply.Begin(guest);
        if (!rowsOnly) reply.Output.Raw("{\"ok\":true,\"data\":{\"rows\":"u8);
        var rows = reply.NewRows();
        rows.Begin(new RowNames(column));
        rows.BeginRow();
        rows.Integer(guest.State<DatabaseSession>().LastInsertId ?? 0);
        rows.EndRow();
        rows.End();
        if (!rowsOnly) reply.Output.Raw(",\"count\":1}}"u8);
    }

    static long RunExecute(Guest guest, string function, ReadOnlySpan<byte> sql, ReadOnlySpan<byte> parameters)
    {
        try
        {
            return guest.State<DatabaseSession>().Run(sql, SqlValues.Parse(parameters), null).AffectedRows;
        }
        catch (DatabaseException failure)
        {
            guest.DatabaseFailed(function, failure);
            return -1;
        }
    }
}
