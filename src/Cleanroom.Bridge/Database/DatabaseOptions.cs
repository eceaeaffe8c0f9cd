namespace Cleanroom.Bridge.Database;

/// <summary>How a database is used by the guests of an application (contract, functions 6).</summary>
public sealed record DatabaseOptions
{
    /// <summary>Database engines of your own. Their URL schemes must be new.</summary>
    public IReadOnlyList<DatabaseEngine> Engines { get; init; } = [];

    /// <summary>Most connections at the same time, at least 1.</summary>
    public int PoolSize { get; init; } = 10;

    /// <summary>How long a guest waits for a connection.</summary>
    public TimeSpan AcquireTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one statement may take. It ends earlier when its guest has to stop.</summary>
    public TimeSpan StatementTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Most bytes of one result as JSON.</summary>
    public int MaxResultBytes { get; init; } = 16 << 20;

    /// <summary>True when a program's <c>_db_configure</c> may replace the URL: it came from the environment and not from an option.</summary>
    public bool IsReplaceable { get; init; }

    /// <summary>True to make one connection at once, so that an unreachable server is known at start.</summary>
    public bool Verify { get; init; }
}
