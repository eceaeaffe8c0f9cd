namespace Cleanroom.Bridge.Database;

/// <summary>The form of results of <c>_db_query</c> (contract, abi 6).</summary>
public enum DatabaseResultForm
{
    /// <summary>The envelope for modules made by a compiler, bare rows for the guide's generation.</summary>
    Auto,

    /// <summary>Always <c>{"ok":…}</c>.</summary>
    Envelope,

    /// <summary>Always an array of rows, "" on failure.</summary>
    Rows,
}
