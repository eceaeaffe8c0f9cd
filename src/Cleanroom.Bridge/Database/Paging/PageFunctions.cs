using System.Text;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Database.Sql;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.Database.Paging;

/// <summary>Pages of tables, and their columns, contract section 6.</summary>
[WaitsFor(Waits.Database)]
static class PageFunctions
{
    const int MaxPerPage = 1000;

    /// <summary>
    /// Table, where (JSON object, "" for none), page number from 1, rows per page 1 to 1000 →
    /// <c>{"ok":true,"data":{"data":[…],"total","page","per_page","total_pages"}}</c>, or the error envelope.
    /// </summary>
    [HostFunction("_db_paginate")]
    internal static GuestString Paginate(Guest guest, ReadOnlySpan<byte> table, ReadOnlySpan<byte> where, long page, long perPage)
    {
        try
        {
            RequirePerPage(perPage);
            if (page < 1) throw DatabaseException.Invalid("the page is below 1");
            var (found, filter) = Prepare(guest, table, where);
            var from = $" FROM {found.Sql}{filter.Where}";
            SqlValue[] values = [.. filter.Values];
            var total = guest.State<DatabaseSession>().Use((connection, scope) => long.Parse(DatabaseCatalogue.Texts(connection, Encoding.UTF8.GetBytes($"SELECT COUNT(*){from}"), values, scope)[0][0]!, System.Globalization.CultureInfo.InvariantCulture));
            var offset = (UInt128)(ulong)(page - 1) * (ulong)perPage;
            var reply = DatabaseReply.Begin(guest);
            reply.Output.Raw("{\"ok\":true,\"data\":{\"data\":"u8);
            // An offset beyond the integer range is beyond all rows.
            guest.State<DatabaseSession>().Run(
                Encoding.UTF8.GetBytes($"SELECT *{from}{filter.Order} LIMIT ${values.Length + 1} OFFSET ${values.Length + 2}"),
                [.. values, SqlValue.Of(perPage), SqlValue.Of(offset > long.MaxValue ? long.MaxValue : (long)offset)], reply.NewRows());
            WriteNumber(reply, ",\"total\":"u8, total);
            WriteNumber(reply, ",\"page\":"u8, page);
            WriteNumber(reply, ",\"per_page\":"u8, perPage);
            WriteNumber(reply, ",\"total_pages\":"u8, (total + perPage - 1) / perPage);
            reply.Output.Raw("}}"u8);
            return reply.Finish();
        }
        catch (DatabaseException failure)
        {
            return DatabaseReply.Fail(guest, "_db_paginate", failure);
        }
    }

    /// <summary>
    /// Table, where, rows per page 1 to 1000, the value to start after ("" for the first page), column → the rows in ascending order of the column, omitting
    /// rows without a value:
    /// <c>{"ok":true,"data":{"data":[…],"next_cursor":text or null,"has_more"}}</c>, or the error envelope.
    /// </summary>
    [HostFunction("_db_cursor_page")]
    internal static GuestString CursorPage(Guest guest, ReadOnlySpan<byte> table, ReadOnlySpan<byte> where, long perPage, ReadOnlySpan<byte> after, ReadOnlySpan<byte> column)
    {
        try
        {
            RequirePerPage(perPage);
            var (found, filter) = Prepare(guest, table, where);
            var by = found.ColumnOf(Encoding.UTF8.GetString(column));
            filter.StartAfter(found.SqlOf(by), after.IsEmpty ? null : SqlValue.Of(SqlValues.Valid(after).ToArray()));
            var reply = DatabaseReply.Begin(guest);
            reply.Output.Raw("{\"ok\":true,\"data\":{\"data\":"u8);
            var rows = reply.NewRows(perPage, by);
            guest.State<DatabaseSession>().Run(
                Encoding.UTF8.GetBytes($"SELECT * FROM {found.Sql}{filter.Where} ORDER BY {found.SqlOf(by)} ASC LIMIT ${filter.Values.Count + 1}"),
                [.. filter.Values, SqlValue.Of(perPage + 1)], rows);
            reply.Output.Raw(",\"next_cursor\":"u8);
            WriteCursor(reply, rows);
            reply.Output.Raw(rows.HasMore ? ",\"has_more\":true}}"u8 : ",\"has_more\":false}}"u8);
            return reply.Finish();
        }
        catch (DatabaseException failure)
        {
            return DatabaseReply.Fail(guest, "_db_cursor_page", failure);
        }
    }

    /// <summary>1 when a table has a column, according to the catalogue of the database; 0 also when the database cannot be queried.</summary>
    [HostFunction("_db_valid_field")]
    internal static bool IsField(Guest guest, ReadOnlySpan<byte> table, ReadOnlySpan<byte> column)
    {
        var (name, columnName) = (Encoding.UTF8.GetString(table), Encoding.UTF8.GetString(column));
        if (!DatabaseCatalogue.IsIdentifier(name) || !DatabaseCatalogue.IsIdentifier(columnName)) return false;
        var isField = false;
        return DatabaseFunctions.Try(guest, "_db_valid_field", session => isField = session.FindTable(name, columnName)?.Find(columnName) is not null) && isField;
    }

    static (PageTable Table, PageFilter Filter) Prepare(Guest guest, ReadOnlySpan<byte> table, ReadOnlySpan<byte> where)
    {
        var found = PageTable.Find(guest.State<DatabaseSession>(), Encoding.UTF8.GetString(table));
        return (found, PageFilter.Parse(where, found, guest.Options.DatabaseRawWhere));
    }

    static void RequirePerPage(long perPage)
    {
        if (perPage is < 1 or > MaxPerPage) throw DatabaseException.Invalid($"the rows per page are not between 1 and {MaxPerPage}");
    }

    // A cursor is always text, whatever the type of the column.
    static void WriteCursor(DatabaseReply reply, RowWriter rows)
    {
        if (!rows.HasMore || rows.Cursor is not { } cursor) reply.Output.Raw("null"u8);
        else if (cursor[0] == '"') reply.Output.Raw(cursor);
        else reply.Output.String(cursor);
    }

    static void WriteNumber(DatabaseReply reply, ReadOnlySpan<byte> name, long value)
    {
        reply.Output.Raw(name);
        reply.Output.Integer(value);
    }
}
