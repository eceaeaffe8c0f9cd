namespace Cleanroom.Bridge.Lists;

/// <summary>A list stored by the host. Elements are doubles, which represent every 32-bit integer exactly.</summary>
sealed class HostList(HostLists owner)
{
    readonly List<double> _elements = [];

    /// <summary>Number of elements.</summary>
    public int Count => _elements.Count;

    /// <summary>An element as an integer: truncated and clamped; NaN is 0.</summary>
    public int this[int index]
    {
        get => (int)_elements[index];
        set => _elements[index] = value;
    }

    /// <summary>Adds an element at the end.</summary>
    public void Add(double value)
    {
        owner.UseElements(1);
        _elements.Add(value);
    }

    /// <summary>Removes an element; later elements move up.</summary>
    public void RemoveAt(int index)
    {
        _elements.RemoveAt(index);
        owner.UseElements(-1);
    }

    /// <summary>Removes all elements.</summary>
    public void Clear()
    {
        owner.UseElements(-_elements.Count);
        _elements.Clear();
    }

    /// <summary>Returns the position of the first element equal to a value, or −1.</summary>
    public int IndexOf(int value) => _elements.IndexOf(value);
}
