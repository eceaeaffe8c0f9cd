using System.Reflection.Emit;
using Cleanroom.Wasm.Format;
using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm.Compilation;

/// <summary>Compiles one body: reads its instructions and passes each to the emitter of its group.</summary>
sealed class FunctionCompiler
{
    readonly ILGenerator _il;
    readonly FunctionFacts _facts;
    readonly int _stackNeed;
    readonly WasmReader _reader;
    readonly OperandStack _stack;
    readonly ControlEmitter _control;
    readonly CallEmitter _calls;
    readonly ParametricEmitter _parametric;
    readonly VariableEmitter _variables;
    readonly TableEmitter _tables;
    readonly MemoryEmitter _memory;
    readonly NumberEmitter _numbers;
    readonly StopChecks _checks;
    readonly GrowingArray<int> _ilOffsets = new();
    readonly GrowingArray<int> _moduleOffsets = new();
    Instruction _instruction;
    int _statement;

    public FunctionCompiler(ModuleCompiler compiler, ILGenerator il, int function, int stackNeed)
    {
        var module = compiler.Definition;
        var type = module.Functions[function];
        var body = module.Bodies[function - module.ImportedFunctions];
        var instance = type.ParameterSpan.Length;
        _il = il;
        _facts = module.Facts[function - module.ImportedFunctions];
        _stackNeed = stackNeed;
        _reader = new WasmReader(module.Bytes, body.CodeStart, body.End, "code");
        _stack = new OperandStack(il);
        _checks = new StopChecks(il, _stack, instance);
        var values = new LocalValues(instance + body.Locals.Length);
        var addresses = new KnownAddresses(values);
        _control = new ControlEmitter(il, _stack, _checks, addresses, _reader, module, type);
        _parametric = new ParametricEmitter(il, _stack);
        _variables = new VariableEmitter(il, _stack, values, module, type, body);
        _tables = new TableEmitter(il, _stack, instance);
        _memory = new MemoryEmitter(il, _stack, values, addresses, _reader, compiler, instance, dense: body.End - body.CodeStart > compiler.DenseSize);
        _numbers = new NumberEmitter(il, _stack);
        _calls = new CallEmitter(il, _stack, compiler, _facts.UsesMemory && compiler.MemoryCanGrow ? _memory : null, instance);
    }

    public OffsetMap Compile()
    {
        if (_stackNeed > 0 || _facts.HasLoops) _checks.EmitEntry(_stackNeed);
        if (_facts.UsesMemory) _memory.EmitPrologue();
        _variables.EmitPrologue();
        _control.OpenBody();
        while (_control.IsOpen)
        {
            InstructionReader.Read(_reader, out _instruction);
            if (!_stack.HasOperandsOnIlStack) _statement = _il.ILOffset;
            if (_control.IsReachable) Emit();
            else _control.Skip(_instruction.Opcode);
        }
        _checks.EmitStop();
        // A body that ends in unreachable code has no instruction after its last label.
        _il.Emit(OpCodes.Ldnull);
        _il.Emit(OpCodes.Throw);
        return new OffsetMap(_ilOffsets.ToArray(), _moduleOffsets.ToArray());
    }

    void Emit()
    {
        var row = _instruction.Row;
        if (row.Traps != OpcodeTraps.None || row.Group is OpcodeGroup.Call or OpcodeGroup.Memory or OpcodeGroup.Table or OpcodeGroup.Reference) NotePosition();
        switch (row.Group)
        {
            case OpcodeGroup.Control: _control.Emit(in _instruction); break;
            case OpcodeGroup.Call: _calls.Emit(in _instruction); break;
            case OpcodeGroup.Parametric: _parametric.Emit(_instruction.Opcode); break;
            case OpcodeGroup.Variable: _variables.Emit(in _instruction); break;
            case OpcodeGroup.Memory: _memory.Emit(in _instruction); break;
            case OpcodeGroup.Table or OpcodeGroup.Reference: _tables.Emit(in _instruction); break;
            default: _numbers.Emit(in _instruction, _reader.AtEnd ? (byte)0 : _reader.PeekByte()); break;
        }
    }

    // The just-in-time compiler maps code by statement: the IL since the stack was last empty.
    void NotePosition()
    {
        if (_ilOffsets.Count > 0 && _ilOffsets.Last == _statement) return;
        _ilOffsets.Add(_statement);
        _moduleOffsets.Add(_instruction.Offset);
    }
}
