using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm;

/// <summary>A table of references.</summary>
public sealed class Table
{
    // Compiled code relies on the array having exactly as many elements as the table has slots.
    internal object?[] Elements;
    readonly uint _maxElements;

    /// <summary>True when a slot was set since the flag was last cleared.</summary>
    internal bool IsChanged;

    /// <summary>Creates a table of the type's minimum size.</summary>
    /// <param name="type">Element type, minimum and maximum.</param>
    /// <param name="initial">The initial value of its slots.</param>
    /// <param name="maxElements">Host limit on the size.</param>
    public Table(TableType type, object? initial = null, uint maxElements = ImplementationLimits.TableSize)
    {
        Type = type;
        _maxElements = Math.Min(Math.Min(type.Maximum ?? uint.MaxValue, maxElements), ImplementationLimits.TableSize);
        if (type.Minimum > _maxElements) throw new ArgumentException($"the table declares {type.Minimum} slots, the limit is {_maxElements}");
        Elements = new object?[type.Minimum];
        if (initial is not null) Array.Fill(Elements, initial);
    }

    /// <summary>The declared type.</summary>
    public TableType Type { get; }

    /// <summary>Current number of slots.</summary>
    public uint Size => (uint)Elements.Length;

    /// <summary>Returns the value of a slot, or traps out of bounds.</summary>
    public object? Get(uint index) => index < Size ? Elements[index] : throw new TrapException(TrapKind.TableOutOfBounds);

    /// <summary>Sets a slot, or traps out of bounds.</summary>
    public void Set(uint index, object? value)
    {
        if (Type.ElementType == ValueType.FuncRef && value is not (null or Function)) throw new ArgumentException("this table holds functions", nameof(value));
        if (index >= Size) throw new TrapException(TrapKind.TableOutOfBounds);
        IsChanged = true;
        Elements[index] = value;
    }

    /// <summary>Adds slots. Returns the previous size, or −1 when a limit is exceeded.</summary>
    public int Grow(uint count, object? initial = null)
    {
        var before = Size;
        if (count > _maxElements - before) return -1;
        if (count == 0) return (int)before;
        IsChanged = true;
        Array.Resize(ref Elements, (int)(before + count));
        if (initial is not null) Array.Fill(Elements, initial, (int)before, (int)count);
        return (int)before;
    }
}
