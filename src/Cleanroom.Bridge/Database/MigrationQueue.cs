namespace Cleanroom.Bridge.Database;

/// <summary>A schema change.</summary>
/// <param name="Name">Its name; migrations run in the order of their names.</param>
/// <param name="Up">The SQL that applies it.</param>
/// <param name="Down">The SQL that reverts it.</param>
sealed record Migration(string Name, byte[] Up, byte[] Down)
{
    /// <summary>True when both SQL texts are equal.</summary>
    public bool HasTextsOf(Migration other) => Up.AsSpan().SequenceEqual(other.Up) && Down.AsSpan().SequenceEqual(other.Down);
}

/// <summary>The migrations that a program registered. They belong to the application, not to a guest.</summary>
sealed class MigrationQueue
{
    readonly SortedDictionary<string, Migration> _byName = new(StringComparer.Ordinal);
    readonly Lock _gate = new();

    /// <summary>Adds a migration. Returns false when its name exists with different SQL.</summary>
    public bool TryAdd(Migration migration)
    {
        lock (_gate) return _byName.TryAdd(migration.Name, migration) || _byName[migration.Name].HasTextsOf(migration);
    }

    /// <summary>All migrations, sorted by name.</summary>
    public Migration[] All
    {
        get
        {
            lock (_gate) return [.. _byName.Values];
        }
    }
}
