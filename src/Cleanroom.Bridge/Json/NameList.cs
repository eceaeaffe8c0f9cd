using System.Buffers;

namespace Cleanroom.Bridge.Json;

/// <summary>The names of one object, to find those that occur more than once. Rents its memory.</summary>
readonly struct NameList : IDisposable
{
    // Comparing each with each is quicker than a hash table up to here.
    const int FewNames = 8;

    readonly Entry[] _entries;

    public NameList(int count)
    {
        Count = count;
        _entries = ArrayPool<Entry>.Shared.Rent(count);
    }

    /// <summary>How many names there are.</summary>
    public int Count { get; }

    /// <summary>Sets a name: where its bytes are, and a number by which the caller knows it.</summary>
    public void Set(int position, int id, uint start, uint length) => _entries[position] = new Entry(id, start, length, position);

    /// <summary>The caller's number of a name.</summary>
    public int Id(int position) => _entries[position].Id;

    /// <summary>Whose value stands at a position: its own, that of the last name equal to it, or −1 when the name stood earlier.</summary>
    public int Shown(int position) => _entries[position].Shown;

    /// <summary>Compares the names. False when all are different.</summary>
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
