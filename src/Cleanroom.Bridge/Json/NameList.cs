using System.Buffers;

namespace Cleanroom.Bridge.Json;

/// <summary>The names of one object, used to find duplicates. Rents its memory.</summary>
readonly struct NameList : IDisposable
{
    // Up to this number, pairwise comparison is faster than a hash table.
    const int FewNames = 8;

    readonly Entry[] _entries;

    public NameList(int count)
    {
        Count = count;
        _entries = ArrayPool<Entry>.Shared.Rent(count);
    }

    /// <summary>Number of names.</summary>
    public int Count { get; }

    /// <summary>Sets a name: the position of its bytes and the caller's id.</summary>
    public void Set(int position, int id, uint start, uint length) => _entries[position] = new Entry(id, start, length, position);

    /// <summary>Returns the caller's id of a name.</summary>
    public int Id(int position) => _entries[position].Id;

    /// <summary>Returns the id of the value to show at a position: its own, that of the last equal name, or −1 when the name occurred earlier.</summary>
    public int Shown(int position) => _entries[position].Shown;

    /// <summary>Compares the names. Returns false when all are different.</summary>
    public bool FindDuplicates(ReadOnlySpan<byte> bytes) => Count <= FewNames ? FindAmongFew(bytes) : FindAmongMany(bytes);

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<Entry>.Shared.Return(_entries);

    bool FindAmongFew(ReadOnlySpan<byte> bytes)
    {
        var found = false;
        for (var i = 1; i < Count; i++)
            for (var j = 0; j < i; j++)
                if (_entries[j].Shown >= 0 && Same(bytes, i, j))
                {
                    Merge(j, i);
                    found = true;
                    break;
                }
        return found;
    }

    bool FindAmongMany(ReadOnlySpan<byte> bytes)
    {
        var size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Count * 2);
        var slots = ArrayPool<int>.Shared.Rent(size);
        slots.AsSpan(0, size).Clear();
        var found = false;
        for (var i = 0; i < Count; i++)
        {
            // HashCode is seeded per process: a guest cannot choose names that collide.
            var hash = new HashCode();
            hash.AddBytes(bytes.Slice((int)_entries[i].Start, (int)_entries[i].Length));
            var slot = hash.ToHashCode() & size - 1;
            while (slots[slot] != 0 && !Same(bytes, i, slots[slot] - 1)) slot = slot + 1 & size - 1;
            if (slots[slot] == 0)
            {
                slots[slot] = i + 1;
                continue;
            }
            Merge(slots[slot] - 1, i);
            found = true;
        }
        ArrayPool<int>.Shared.Return(slots);
        return found;
    }

    void Merge(int first, int later)
    {
        _entries[first].Shown = later;
        _entries[later].Shown = -1;
    }

    bool Same(ReadOnlySpan<byte> bytes, int left, int right)
    {
        ref readonly var a = ref _entries[left];
        ref readonly var b = ref _entries[right];
        return a.Length == b.Length && bytes.Slice((int)a.Start, (int)a.Length).SequenceEqual(bytes.Slice((int)b.Start, (int)b.Length));
    }

    struct Entry(int id, uint start, uint length, int shown)
    {
        public readonly int Id = id;
        public readonly uint Start = start;
        public readonly uint Length = length;
        public int Shown = shown;
    }
}
