using System.Runtime.CompilerServices;

namespace Cleanroom.Wasm.Execution;

/// <summary>The table instructions and the lookup of indirect calls.</summary>
static class TableOperations
{
    /// <summary>Returns the function of a slot if it has the expected type, else traps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Function Callee(int index, Table table, ulong typeId)
    {
        var function = Unsafe.As<Function?>(table.Elements[(uint)index]);
        if (function is null || function.TypeId != typeId) ThrowCallee(function);
        return function;
    }

    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    static void ThrowCallee(Function? function) => throw new TrapException(function is null ? TrapKind.UninitializedElement : TrapKind.IndirectCallTypeMismatch);

    public static object? Get(int index, int table, Instance instance) => instance.Tables[table].Get((uint)index);

    public static void Set(int index, object? value, int table, Instance instance)
    {
        var elements = ForWriting(instance.Tables[table], (uint)index, 1);
        elements[index] = value;
    }

    public static int Size(int table, Instance instance) => (int)instance.Tables[table].Size;

    public static int Grow(object? value, int count, int table, Instance instance) => instance.Tables[table].Grow((uint)count, value);

    public static void Fill(int index, object? value, int count, int table, Instance instance)
    {
        var elements = ForWriting(instance.Tables[table], (uint)index, (uint)count);
        Array.Fill(elements, value, index, count);
    }

    public static void Copy(int target, int source, int count, int targetTable, int sourceTable, Instance instance)
    {
        var from = instance.Tables[sourceTable].Elements;
        Check((uint)source, (uint)count, from.Length);
        var to = ForWriting(instance.Tables[targetTable], (uint)target, (uint)count);
        Array.Copy(from, source, to, target, count);
    }

    public static void Init(int target, int source, int count, int segment, int table, Instance instance)
    {
        var items = instance.Elements[segment] ?? [];
        Check((uint)source, (uint)count, items.Length);
        var elements = ForWriting(instance.Tables[table], (uint)target, (uint)count);
        Array.Copy(items, source, elements, target, count);
    }

    public static void Drop(int segment, Instance instance) => instance.Elements[segment] = null;

    public static object Reference(int function, Instance instance) => instance.FunctionAt(function);

    static object?[] ForWriting(Table table, uint start, uint count)
    {
        Check(start, count, table.Elements.Length);
        table.IsChanged = true;
        return table.Elements;
    }

    static void Check(uint start, uint count, int length)
    {
        if ((ulong)start + count > (ulong)length) Traps.Throw(TrapKind.TableOutOfBounds);
    }
}
