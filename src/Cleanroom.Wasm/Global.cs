using Cleanroom.Wasm.Execution;
using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm;

/// <summary>A global variable of a guest or of the host.</summary>
public sealed unsafe class Global
{
    // Keeps the block that contains the cell alive.
    readonly NativeBlock? _owner;

    /// <summary>Creates a global that modules can import.</summary>
    public Global(GlobalType type, Value value)
    {
        if (value.Type != type.ValueType) throw new ArgumentException($"the value is {value.Type.Name()}, the global {type.ValueType.Name()}", nameof(value));
        Type = type;
        if (type.ValueType.IsReference()) Reference = new ReferenceCell { Value = value.Object };
        else
        {
            _owner = new NativeBlock(sizeof(long));
            Cell = (long*)_owner.Address;
            *Cell = value.Bits;
        }
    }

    internal Global(GlobalType type, NativeBlock owner, long* cell)
    {
        Type = type;
        _owner = owner;
        Cell = cell;
    }

    internal Global(GlobalType type, ReferenceCell reference) => (Type, Reference) = (type, reference);

    /// <summary>Its value type and mutability.</summary>
    public GlobalType Type { get; }

    internal long* Cell { get; }

    internal ReferenceCell? Reference { get; }

    /// <summary>A reference to the value of a mutable i32 global, checked only for its type, for hosts that share a counter with the guest.</summary>
    public ref int Int32
    {
        get
        {
            if (Type is not { ValueType: ValueType.I32, IsMutable: true }) throw new InvalidOperationException("the global is no mutable i32");
            return ref *(int*)Cell;
        }
    }

    /// <summary>The value. Setting it fails for an immutable global and for a value of another type.</summary>
    public Value Value
    {
        get => Reference is not null ? Value.FromReference(Type.ValueType, Reference.Value) : Value.FromBits(Type.ValueType, *Cell);
        set
        {
            if (!Type.IsMutable) throw new InvalidOperationException("the global is immutable");
            if (value.Type != Type.ValueType) throw new ArgumentException($"the value is {value.Type.Name()}, the global {Type.ValueType.Name()}", nameof(value));
            if (Reference is not null) Reference.Value = value.Object;
            else *Cell = value.Bits;
            GC.KeepAlive(_owner);
        }
    }
}
