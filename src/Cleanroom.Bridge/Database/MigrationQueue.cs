namespace Cleanroom.Bridge.Database;

/// <summary>A change of the schema.</summary>
/// <param name="Name">Its name; migrations run in the order of their names.</param>
/// <param name="Up">SQL that makes the change.</param>
/// <param name="Down">SQL that takes it back.</param>
sealed record Migration(string Name, byte[] Up, byte[] Down)
{
    /// <summary>True when both texts are the same.</summary>
    public bool HasTextsOf(Migration other) => Up.AsSpan().SequenceEqual(other.Up) && Down.AsSpan().SequenceEqual(other.Down);
}

/// <summary>The migrations that a program registered: they belong to the application, not to a guest.</summary>
sealed class MigrationQueue
{
    readonly SortedDictionary<string, Migration> _byName = new(StringComparer.Ordinal);
    readonly Lock _gate = new();

    /// <summary>Adds a migration. False when its name has another text already.</summary>
    public bool TryAdd(Migration migration)
    {
        lock (_gate) return _byName.TryAdd(migration.Name, migration) || _byName[migration.Name].HasTextsOf(migration);
    }

    /// <summary>All of them by name.</summary>
    public Migration[] All
    {
        get
        {
            lock (_gate) return [.. _byName.Values];
        }
    }
}
