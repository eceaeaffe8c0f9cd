using System.Reflection.Emit;
using Cleanroom.Wasm.Execution;
using Cleanroom.Wasm.Format;
using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm.Compilation;

/// <summary>
/// Emits the instructions on locals and globals. Parameters are IL arguments, other locals IL locals. The instance's array of globals holds the value of a
/// global that the module defines, and the address of one that it imports.
/// </summary>
sealed class VariableEmitter
{
    readonly ILGenerator _il;
    readonly OperandStack _stack;
    readonly ModuleDefinition _module;
    readonly FunctionType _type;
    readonly LocalBuilder[] _locals;
    readonly LocalValues _values;
    readonly int _instance;

    public VariableEmitter(ILGenerator il, OperandStack stack, LocalValues values, ModuleDefinition module, FunctionType type, FunctionBody body)
    {
        _il = il;
        _stack = stack;
        _values = values;
        _module = module;
        _type = type;
        _instance = type.ParameterSpan.Length;
        _locals = Array.ConvertAll(body.Locals, local => stack.Declare(local.ClrType()));
        LocalTypes = body.Locals;
    }

    ValueType[] LocalTypes { get; }

    /// <summary>Initializes floating-point locals with a zero that is unknown to the just-in-time compiler (see <see cref="Opaque"/>).</summary>
    public void EmitPrologue()
    {
        for (var i = 0; i < _locals.Length; i++)
        {
            if (LocalTypes[i] is not (ValueType.F32 or ValueType.F64)) continue;
            _il.Emit(OpCodes.Ldsfld, RuntimeMembers.Opaque(LocalTypes[i] == ValueType.F32 ? nameof(Opaque.SingleZero) : nameof(Opaque.DoubleZero)));
            _il.Emit(OpCodes.Stloc, _locals[i]);
        }
    }

    public void Emit(in Instruction instruction)
    {
        var index = (int)instruction.Index;
        switch (instruction.Opcode)
        {
            case Opcode.LocalGet: LocalGet(index); break;
            case Opcode.LocalSet:
                _values.Set(index, _stack.SourceAt(0));
                _stack.Take(1);
                StoreLocal(index);
                break;
            case Opcode.LocalTee:
                var type = _stack.TypeAt(0);
                _values.Set(index, _stack.SourceAt(0));
                _stack.Take(1);
                _il.Emit(OpCodes.Dup);
                StoreLocal(index);
                _stack.Push(type, _values.Of(index));
                break;
            case Opcode.GlobalGet: GlobalGet(index); break;
            case Opcode.GlobalSet: GlobalSet(index); break;
            default: throw new InvalidOperationException($"no arm for {instruction.Row.Name}");
        }
    }

    void LocalGet(int index)
    {
        if (index < _instance)
        {
            _il.LoadArgument(index);
            _stack.Push(_type.ParameterSpan[index], _values.Of(index));
        }
        else
        {
            _il.Emit(OpCodes.Ldloc, _locals[index - _instance]);
            _stack.Push(LocalTypes[index - _instance], _values.Of(index));
        }
    }

    void StoreLocal(int index)
    {
        if (index < _instance) _il.StoreArgument(index);
        else _il.Emit(OpCodes.Stloc, _locals[index - _instance]);
    }

    void GlobalGet(int index)
    {
        var type = _module.Globals[index].ValueType;
        EmitPlace(index);
        if (type.IsReference()) _il.Emit(OpCodes.Ldfld, RuntimeMembers.ReferenceValue);
        else
            _il.Emit(type switch
            {
                ValueType.I32 => OpCodes.Ldind_I4,
                ValueType.I64 => OpCodes.Ldind_I8,
                ValueType.F32 => OpCodes.Ldind_R4,
                _ => OpCodes.Ldind_R8,
            });
        _stack.Push(type);
    }

    void GlobalSet(int index)
    {
        var type = _module.Globals[index].ValueType;
        _stack.Take(1);
        var value = _stack.Scratch(type.ClrType());
        _il.Emit(OpCodes.Stloc, value);
        EmitPlace(index);
        _il.Emit(OpCodes.Ldloc, value);
        if (type.IsReference()) _il.Emit(OpCodes.Stfld, RuntimeMembers.ReferenceValue);
        else
            _il.Emit(type switch
            {
                ValueType.I32 => OpCodes.Stind_I4,
                ValueType.I64 => OpCodes.Stind_I8,
                ValueType.F32 => OpCodes.Stind_R4,
                _ => OpCodes.Stind_R8,
            });
    }

    void EmitPlace(int index)
    {
        _il.LoadArgument(_instance);
        if (_module.Globals[index].ValueType.IsReference())
        {
            _il.Emit(OpCodes.Ldfld, RuntimeMembers.References);
            _il.LoadInt32(index);
            _il.Emit(OpCodes.Ldelem_Ref);
            return;
        }
        _il.Emit(OpCodes.Ldfld, RuntimeMembers.Globals);
        if (index > 0)
        {
            _il.LoadInt32(index * sizeof(long));
            _il.Emit(OpCodes.Conv_I);
            _il.Emit(OpCodes.Add);
        }
        if (index < _module.ImportedGlobals) _il.Emit(OpCodes.Ldind_I);
    }
}
