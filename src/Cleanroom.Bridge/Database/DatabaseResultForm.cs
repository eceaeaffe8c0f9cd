namespace Cleanroom.Bridge.Database;

/// <summary>What <c>_db_query</c> answers (contract, abi 6).</summary>
public enum DatabaseResultForm
{
    /// <summary>The envelope to modules that a compiler made, bare rows to the guide's generation.</summary>
    Auto,

    /// <summary>Always <c>{"ok":…}</c>.</summary>
    Envelope,

    /// <summary>Always an array of rows, "" on failure.</summary>
    Rows,
}
