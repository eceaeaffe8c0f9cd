namespace Cleanroom.Bridge.Database;

/// <summary>How the guests of an application use its database (contract, functions 6).</summary>
public sealed record DatabaseOptions
{
    /// <summary>Your own database engines. Their URL schemes must be new.</summary>
    public IReadOnlyList<DatabaseEngine> Engines { get; init; } = [];

    /// <summary>Maximum number of connections, at least 1. Null for 10; for a database server, a third of what it allows, from 10 to 100.</summary>
    public int? PoolSize { get; init; }

    /// <summary>How long a guest waits for a connection.</summary>
    public TimeSpan AcquireTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Maximum duration of a statement. It ends earlier when its guest has to stop.</summary>
    public TimeSpan StatementTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Maximum size of a result as JSON in bytes.</summary>
    public int MaxResultBytes { get; init; } = 16 << 20;

    /// <summary>True when a program's <c>_db_configure</c> may replace the URL, because it came from the environment and not from an option.</summary>
    public bool IsReplaceable { get; init; }

    /// <summary>True for a database of the host itself: a file that is created is for its owner alone.</summary>
    internal bool IsPrivate { get; init; }

    /// <summary>True to open one connection immediately, so that an unreachable server is detected at startup.</summary>
    public bool Verify { get; init; }
}
