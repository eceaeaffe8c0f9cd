using System.Reflection.Emit;
using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm.Compilation;

/// <summary>
/// The operand stack during the compilation of a body. Its upper part is on the IL stack, its lower part in IL locals (slots), one per depth and type. At
/// block boundaries all operands are in slots, so that every branch finds its values in the same place.
/// </summary>
sealed class OperandStack(ILGenerator il)
{
    /// <summary>More operands on the IL stack make the just-in-time compiler slow.</summary>
    const int MaxOnIlStack = 200;

    struct Operand
    {
        public ValueType Type;
        public bool IsConstant;
        public long Constant;
        public LocalValue? Source;
        public uint? Maximum;
        public bool IsLoaded;
    }

    readonly GrowingArray<Operand> _operands = new();
    readonly Dictionary<Type, LocalBuilder?[]> _slots = [];
    readonly Dictionary<Type, LocalBuilder> _scratch = [];
    LocalBuilder? _page;
    int _onIlStack;
    int _locals;

    /// <summary>Number of operands.</summary>
    public int Height => _operands.Count;

    /// <summary>The type of the operand at a distance from the top.</summary>
    public ValueType TypeAt(int fromTop) => FromTop(fromTop).Type;

    /// <summary>The value of the operand at a distance from the top if it is a constant integer.</summary>
    public long? ConstantAt(int fromTop) => FromTop(fromTop) is { IsConstant: true } operand ? operand.Constant : null;

    /// <summary>The local that the operand at a distance from the top was read from, or null.</summary>
    public LocalValue? SourceAt(int fromTop) => FromTop(fromTop).Source;

    /// <summary>Records that the last emitted instruction left a value on the IL stack.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="source">The local that holds the same value, if there is one.</param>
    public void Push(ValueType type, LocalValue? source = null)
    {
        _operands.Add(new Operand { Type = type, Source = source });
        if (++_onIlStack > MaxOnIlStack) Flush();
    }

    /// <summary>Records what is known about the topmost operand, an i32.</summary>
    /// <param name="maximum">The largest number, unsigned, that it can be, or null.</param>
    /// <param name="isLoaded">True when it was read from memory, or calculated from what was.</param>
    public void Describe(uint? maximum, bool isLoaded) => _operands.Last = _operands.Last with { Maximum = maximum, IsLoaded = isLoaded };

    /// <summary>The largest number, unsigned, that the i32 at a distance from the top can be, or null.</summary>
    public uint? MaximumAt(int fromTop) => FromTop(fromTop) is var operand && operand.IsConstant ? (uint)operand.Constant : operand.Maximum;

    /// <summary>True when the operand at a distance from the top was read from memory, or calculated from what was.</summary>
    public bool IsLoadedAt(int fromTop) => FromTop(fromTop).IsLoaded;

    /// <summary>Records that a constant integer was loaded on the IL stack.</summary>
    public void PushConstant(ValueType type, long value)
    {
        _operands.Add(new Operand { Type = type, IsConstant = true, Constant = value });
        if (++_onIlStack > MaxOnIlStack) Flush();
    }

    /// <summary>Records values that are in their slots.</summary>
    public void PushFromSlots(ReadOnlySpan<ValueType> types)
    {
        if (types.Length > 0 && _onIlStack > 0) Flush();
        foreach (var type in types) _operands.Add(new Operand { Type = type });
    }

    /// <summary>Loads the topmost operands on the IL stack and pops them here: the next instruction consumes them.</summary>
    public void Take(int count)
    {
        Bring(count);
        _onIlStack -= count;
        _operands.Cut(_operands.Count - count);
    }

    /// <summary>Loads the topmost operands on the IL stack.</summary>
    public void Bring(int count)
    {
        if (_onIlStack >= count) return;
        Flush();
        for (var i = _operands.Count - count; i < _operands.Count; i++) LoadSlot(i);
        _onIlStack = count;
    }

    /// <summary>True when some operands are on the IL stack.</summary>
    public bool HasOperandsOnIlStack => _onIlStack > 0;

    /// <summary>True when exactly the topmost operand is on the IL stack.</summary>
    public bool IsAloneOnIlStack => _onIlStack == 1;

    /// <summary>A local for use within one instruction.</summary>
    public LocalBuilder Scratch(Type type)
    {
        if (!_scratch.TryGetValue(type, out var local)) _scratch[type] = local = Declare(type);
        return local;
    }

    /// <summary>A second local for addresses, for use within one instruction.</summary>
    public LocalBuilder PageScratch() => _page ??= Declare(typeof(nuint));

    /// <summary>Returns the local of an operand that is in its slot.</summary>
    public LocalBuilder SlotOf(int depth) => Slot(depth, _operands[depth].Type);

    /// <summary>Loads an operand that is in its slot.</summary>
    public void LoadFromSlot(int depth) => LoadSlot(depth);

    /// <summary>Removes the topmost operand without using it.</summary>
    public void Drop()
    {
        if (_onIlStack > 0)
        {
            il.Emit(OpCodes.Pop);
            _onIlStack--;
        }
        _operands.Cut(_operands.Count - 1);
    }

    /// <summary>Moves everything to slots; the IL stack is empty afterwards.</summary>
    public void Flush()
    {
        for (var depth = _operands.Count - 1; _onIlStack > 0; depth--, _onIlStack--) il.Emit(OpCodes.Stloc, Slot(depth, _operands[depth].Type));
    }

    /// <summary>Copies the topmost operands, which are in slots, to the slots starting at a depth.</summary>
    public void CopyTo(int targetDepth, int count)
    {
        var from = _operands.Count - count;
        if (from == targetDepth) return;
        for (var i = 0; i < count; i++) LoadSlot(from + i);
        for (var i = count - 1; i >= 0; i--) il.Emit(OpCodes.Stloc, Slot(targetDepth + i, _operands[from + i].Type));
    }

    /// <summary>Cuts the stack to a height; the IL stack must be empty.</summary>
    public void Cut(int height)
    {
        _operands.Cut(height);
        _onIlStack = 0;
    }

    /// <summary>Declares an IL local.</summary>
    public LocalBuilder Declare(Type type) =>
        ++_locals <= ImplementationLimits.IlLocals ? il.DeclareLocal(type) : throw new WasmFormatException("the function needs too many locals and operands at once");

    void LoadSlot(int depth)
    {
        var operand = _operands[depth];
        if (!operand.IsConstant) il.Emit(OpCodes.Ldloc, Slot(depth, operand.Type));
        else if (operand.Type == ValueType.I32) il.LoadInt32((int)operand.Constant);
        else il.LoadInt64(operand.Constant);
    }

    ref Operand FromTop(int distance) => ref _operands[_operands.Count - 1 - distance];

    LocalBuilder Slot(int depth, ValueType valueType)
    {
        var type = valueType.ClrType();
        var slots = _slots.GetValueOrDefault(type) ?? [];
        if (depth >= slots.Length)
        {
            var more = new LocalBuilder?[Math.Max(depth + 1, slots.Length * 2)];
            Array.Copy(slots, more, slots.Length);
            _slots[type] = slots = more;
        }
        return slots[depth] ??= Declare(type);
    }
}
