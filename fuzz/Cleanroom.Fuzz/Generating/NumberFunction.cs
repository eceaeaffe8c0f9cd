using Cleanroom.Fuzz.Cases;
using Cleanroom.StressHost.Operations;
using Cleanroom.Wasm;
using Cleanroom.Wasm.Model;

namespace Cleanroom.Fuzz.Generating;

/// <summary>A random function of a number module.</summary>
/// <param name="random">Where the code comes from.</param>
/// <param name="callees">The functions that it may call.</param>
sealed class NumberFunction(SplitMix random, NumberFunction[] callees)
{
    const int Depth = 4, MaxStatements = 6, LocalsOfType = 2, AddressMask = 0x3FF8;

    static readonly ValueType[] Types = [ValueType.I32, ValueType.I64, ValueType.F32, ValueType.F64];

    static readonly ILookup<ValueType, Opcode> Operations = Enum.GetValues<Opcode>()
        .Where(opcode => opcode is >= Opcode.I32Eqz and <= Opcode.I64Extend32S or >= Opcode.I32TruncSatF32S and <= Opcode.I64TruncSatF64U)
        .ToLookup(opcode => opcode.Row().Results![0]);

    readonly ValueType[] _parameters = [.. Enumerable.Range(0, 1 + random.Below(3)).Select(_ => random.Pick<ValueType>(Types))];
    readonly ValueType _result = random.Pick<ValueType>(Types);
    readonly Code _code = new();
    int _index;

    // Behind the parameters: locals of every type, and the counter of loops.
    ValueType[] Locals => [.. Types.SelectMany(type => Enumerable.Repeat(type, LocalsOfType)), ValueType.I32];

    int Counter => _parameters.Length + Types.Length * LocalsOfType;

    /// <summary>Writes the function.</summary>
    public void AddTo(OperationModule module)
    {
        for (var count = random.Below(MaxStatements); count > 0; count--) Statement(inLoop: false, 2);
        Expression(_result, Depth);
        _index = module.Add(_parameters, _result, Locals, _code, export: true);
    }

    void Statement(bool inLoop, int depth)
    {
        switch (random.Below(depth == 0 ? 2 : inLoop ? 5 : 6))
        {
            case 0 or 1:
                var local = random.Below(Types.Length * LocalsOfType);
                Expression(Types[local / LocalsOfType], Depth);
                _code.Emit(Opcode.LocalSet, _parameters.Length + local);
                break;
            case 2:
                Expression(ValueType.I32, 3);
                _code.Block(Opcode.If);
                Statement(inLoop, depth - 1);
                if (random.OneIn(2))
                {
                    _code.Emit(Opcode.Else);
                    Statement(inLoop, depth - 1);
                }
                _code.Emit(Opcode.End);
                break;
            case 3:
                _code.Block(Opcode.Block);
                Expression(ValueType.I32, 3);
                _code.Emit(Opcode.BrIf, 0);
                Statement(inLoop, depth - 1);
                _code.Emit(Opcode.End);
                break;
            case 4:
                Store();
                break;
            default:
                _code.Constant(ValueType.I32, 1 + random.Below(5)).Emit(Opcode.LocalSet, Counter).Block(Opcode.Loop);
                Statement(inLoop: true, depth - 1);
                _code.Emit(Opcode.LocalGet, Counter).Constant(ValueType.I32, 1).Emit(Opcode.I32Sub).Emit(Opcode.LocalTee, Counter).Emit(Opcode.BrIf, 0).Emit(Opcode.End);
                break;
        }
    }

    void Store()
    {
        var type = random.Pick<ValueType>(Types);
        Address();
        Expression(type, 3);
        if (IsFloat(type)) _code.Call(NumberModules.Canonical(type));
        _code.Access(Opcode.I32Store + (type switch { ValueType.I32 => 0, ValueType.I64 => 1, ValueType.F32 => 2, _ => 3 }));
    }

    void Address()
    {
        Expression(ValueType.I32, 1);
        _code.Constant(ValueType.I32, AddressMask).Emit(Opcode.I32And);
    }

    void Expression(ValueType type, int depth)
    {
        if (depth == 0 || random.OneIn(6))
        {
            Leaf(type);
            return;
        }
        switch (random.Below(12))
        {
            case 0: Select(type, depth - 1); break;
            case 1: Choice(type, depth - 1); break;
            case 2 when callees.Length > 0 && random.Pick<NumberFunction>(callees) is var callee && callee._result == type: Call(callee, depth - 1); break;
            case 3: Load(type); break;
            case 4:
                Expression(type, depth - 1);
                _code.Emit(Opcode.LocalTee, Local(type));
                break;
            default: Operation(type, depth - 1); break;
        }
    }

    void Leaf(ValueType type)
    {
        if (random.OneIn(2)) _code.Constant(type, EdgeValues.Pick(type, random));
        else _code.Emit(Opcode.LocalGet, Enumerable.Range(0, _parameters.Length).Where(parameter => _parameters[parameter] == type).Append(Local(type)).First());
    }

    void Operation(ValueType type, int depth)
    {
        var operations = Operations[type].ToArray();
        var opcode = random.Pick<Opcode>(operations);
        if (Traps(opcode) && !random.OneIn(4)) opcode = random.Pick<Opcode>(operations);
        var operands = opcode.Row().Operands;
        for (var i = 0; i < operands.Length; i++)
        {
            Expression(operands[i], depth);
            if (ShowsNaN(opcode, i)) _code.Call(NumberModules.Canonical(operands[i]));
        }
        _code.Emit(opcode);
    }

    void Select(ValueType type, int depth)
    {
        Expression(type, depth);
        Expression(type, depth);
        Expression(ValueType.I32, depth);
        _code.Emit(Opcode.Select);
    }

    void Choice(ValueType type, int depth)
    {
        Expression(ValueType.I32, depth);
        _code.Block(Opcode.If, type);
        Expression(type, depth);
        _code.Emit(Opcode.Else);
        Expression(type, depth);
        _code.Emit(Opcode.End);
    }

    void Call(NumberFunction callee, int depth)
    {
        foreach (var parameter in callee._parameters) Expression(parameter, depth);
        _code.Call(callee._index);
    }

    void Load(ValueType type)
    {
        Address();
        _code.Access(type switch
        {
            ValueType.I32 => random.Pick<Opcode>([Opcode.I32Load, Opcode.I32Load8S, Opcode.I32Load8U, Opcode.I32Load16S, Opcode.I32Load16U]),
            ValueType.I64 => random.Pick<Opcode>([Opcode.I64Load, Opcode.I64Load8S, Opcode.I64Load16U, Opcode.I64Load32S, Opcode.I64Load32U]),
            ValueType.F32 => Opcode.F32Load,
            _ => Opcode.F64Load,
        });
    }

    int Local(ValueType type) => _parameters.Length + Array.IndexOf(Types, type) * LocalsOfType + random.Below(LocalsOfType);

    static bool IsFloat(ValueType type) => type is ValueType.F32 or ValueType.F64;

    static bool ShowsNaN(Opcode opcode, int operand) =>
        opcode is Opcode.I32ReinterpretF32 or Opcode.I64ReinterpretF64 || operand == 1 && opcode is Opcode.F32Copysign or Opcode.F64Copysign;

    static bool Traps(Opcode opcode) => opcode is >= Opcode.I32DivS and <= Opcode.I32RemU or >= Opcode.I64DivS and <= Opcode.I64RemU
        or >= Opcode.I32TruncF32S and <= Opcode.I32TruncF64U or >= Opcode.I64TruncF32S and <= Opcode.I64TruncF64U;
}
