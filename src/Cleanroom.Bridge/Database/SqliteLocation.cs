using SQLitePCL;

namespace Cleanroom.Bridge.Database;

/// <summary>Where an SQLite database is and how it is opened.</summary>
/// <param name="Path">The file, or the text <c>:memory:</c>.</param>
/// <param name="Mode"><c>rwc</c> (made when missing), <c>rw</c> or <c>ro</c>.</param>
/// <param name="IsConfined">True when no component may be a link: the path was resolved and granted before.</param>
sealed record SqliteLocation(string Path, string Mode, bool IsConfined = false)
{
    public const string Memory = ":memory:";

    const int NoFollow = 0x0100_0000;

    // One database in memory for all connections: the name is known in this process only.
    readonly string _memoryName = $"file:/cleanroom-{Guid.NewGuid():N}?vfs=memdb";

    /// <summary>True for a database that lives as long as its pool.</summary>
    public bool IsMemory => Path == Memory;

    /// <summary>True when nothing can be written.</summary>
    public bool IsReadOnly => Mode == "ro";

    /// <summary>What SQLite gets as the name.</summary>
    public string OpenName => IsMemory ? _memoryName : Path;

    /// <summary>What SQLite gets as flags.</summary>
    public int OpenFlags => raw.SQLITE_OPEN_NOMUTEX | (IsMemory ? raw.SQLITE_OPEN_URI : IsConfined ? NoFollow : 0) | Mode switch
    {
        "ro" => raw.SQLITE_OPEN_READONLY,
        "rw" => raw.SQLITE_OPEN_READWRITE,
        _ => raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE,
    };
}
