using SQLitePCL;

namespace Cleanroom.Bridge.Database.Sqlite;

/// <summary>
/// Checks guests' statements when they are prepared: access to other files is refused, and a statement that changes the connection itself makes it unfit for
/// reuse.
/// </summary>
sealed class SqliteAuthorizer
{
    static readonly HashSet<string> HarmlessPragmas = new(StringComparer.OrdinalIgnoreCase)
    {
        "table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo", "foreign_key_list", "foreign_key_check", "integrity_check", "quick_check",
        "optimize",
    };

    static readonly string[] RefusedPragmas = ["temp_store_directory", "data_store_directory", "writable_schema", "trusted_schema", "mmap_size", "hard_heap_limit", "soft_heap_limit", "case_sensitive_like"];

    /// <summary>True when the last prepared statement itself inserts rows, not only through triggers.</summary>
    public bool Inserts { get; private set; }

    /// <summary>True when the last prepared statement changes the schema.</summary>
    public bool ChangesSchema { get; private set; }

    /// <summary>True when a statement changed connection state that the next guest would see: pragmas, temporary tables.</summary>
    public bool IsTainted { get; private set; }

    /// <summary>True while a guest's text is prepared: it may not begin or end transactions. SQLite itself and the host may.</summary>
    public bool RefusesTransactions { get; set; }

    /// <summary>True when the last prepared statement was refused because it begins or ends a transaction.</summary>
    public bool RefusedTransaction { get; private set; }

    /// <summary>Resets the state before the next statement.</summary>
    public void Begin() => (Inserts, ChangesSchema, RefusedTransaction) = (false, false, false);

    /// <summary>The authorizer callback of SQLite.</summary>
    public int Authorize(object data, int action, utf8z first, utf8z second, utf8z database, utf8z trigger)
    {
        switch (action)
        {
            case raw.SQLITE_INSERT:
                var table = first.utf8_to_string();
                if (table.StartsWith("sqlite_", StringComparison.OrdinalIgnoreCase)) ChangesSchema = true;
                else if (trigger.utf8_to_string() is null) Inserts = true;
                break;
            case raw.SQLITE_ATTACH:
                // VACUUM internally attaches an unnamed file.
                IsTainted = true;
                return string.IsNullOrEmpty(first.utf8_to_string()) && first.utf8_to_string() is not null ? raw.SQLITE_OK : raw.SQLITE_DENY;
            case raw.SQLITE_TRANSACTION when RefusesTransactions:
                RefusedTransaction = true;
                return raw.SQLITE_DENY;
            case raw.SQLITE_PRAGMA:
                return Pragma(first.utf8_to_string(), second.utf8_to_string());
            case raw.SQLITE_CREATE_TEMP_INDEX or raw.SQLITE_CREATE_TEMP_TABLE or raw.SQLITE_CREATE_TEMP_TRIGGER or raw.SQLITE_CREATE_TEMP_VIEW:
                IsTainted = true;
                break;
            case raw.SQLITE_ALTER_TABLE or raw.SQLITE_DROP_TABLE or raw.SQLITE_DROP_VIEW or raw.SQLITE_DROP_VTABLE:
                ChangesSchema = true;
                break;
            case raw.SQLITE_FUNCTION when "load_extension".Equals(second.utf8_to_string(), StringComparison.OrdinalIgnoreCase):
                return raw.SQLITE_DENY;
        }
        return raw.SQLITE_OK;
    }

    int Pragma(string name, string? argument)
    {
        if (argument is null || HarmlessPragmas.Contains(name)) return raw.SQLITE_OK;
        if (RefusedPragmas.Contains(name, StringComparer.OrdinalIgnoreCase)) return raw.SQLITE_DENY;
        IsTainted = true;
        return raw.SQLITE_OK;
    }
}
