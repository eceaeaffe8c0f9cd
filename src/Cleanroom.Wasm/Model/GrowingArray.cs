using System.Runtime.CompilerServices;

namespace Cleanroom.Wasm.Model;

/// <summary>
/// An array that grows. The base class library's collections of value types cannot be compiled ahead of time outside of that library, so each one used before the
/// first guest instruction would cost start-up time; this one can.
/// </summary>
sealed class GrowingArray<T>
{
    T[] _items = new T[4];

    /// <summary>Number of items.</summary>
    public int Count { get; private set; }

    /// <summary>The items; invalid after the next <see cref="Add"/>.</summary>
    public ReadOnlySpan<T> Items => new(_items, 0, Count);

    /// <summary>The last item.</summary>
    public ref T Last => ref this[Count - 1];

    /// <summary>An item by its position.</summary>
    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if ((uint)index >= (uint)Count) ThrowOutOfRange(index);
            return ref _items[index];
        }
    }

    /// <summary>Appends an item.</summary>
    public void Add(T item)
    {
        if (Count == _items.Length) Grow();
        _items[Count++] = item;
    }

    /// <summary>Removes and returns the last item.</summary>
    public T RemoveLast()
    {
        var last = this[Count - 1];
        Count--;
        return last;
    }

    /// <summary>Removes the last items down to a number of items.</summary>
    public void Cut(int count) => Count = count <= Count ? count : throw new ArgumentOutOfRangeException(nameof(count));

    /// <summary>Returns the items.</summary>
    public T[] ToArray()
    {
        var copy = new T[Count];
        Array.Copy(_items, copy, Count);
        return copy;
    }

    void Grow()
    {
        var larger = new T[Count * 2];
        Array.Copy(_items, larger, Count);
        _items = larger;
    }

    void ThrowOutOfRange(int index) => throw new ArgumentOutOfRangeException(nameof(index), index, $"there are {Count} items");
}
