using Cleanroom.Fuzz.Cases;
using Cleanroom.StressHost.Operations;
using Cleanroom.Wasm;
using Cleanroom.Wasm.Model;

namespace Cleanroom.Fuzz.Generating;

/// <summary>A random function of a memory module. Its result mixes everything that it has loaded.</summary>
/// <param name="random">Where the code comes from.</param>
sealed class MemoryFunction(SplitMix random)
{
    /// <summary>Two parameters, four more locals for addresses, the result, and a counter for each depth of loops.</summary>
    const int Addresses = 6, Result = 6, FirstCounter = 7, Counters = 3;

    const int Size = MemoryType.PageSize, MarkedPage = 4096;

    static readonly Opcode[] Loads =
    [
        Opcode.I32Load, Opcode.I32Load8U, Opcode.I32Load8S, Opcode.I32Load16U, Opcode.I64Load, Opcode.I64Load8U, Opcode.I64Load32S,
    ];

    static readonly Opcode[] Stores = [Opcode.I32Store, Opcode.I32Store8, Opcode.I32Store16, Opcode.I64Store, Opcode.I64Store8, Opcode.I64Store32];

    readonly Code _code = new();

    /// <summary>Writes the function.</summary>
    public void AddTo(OperationModule module)
    {
        for (var local = 0; local < Addresses; local++)
            if (!random.OneIn(4)) _code.Constant(ValueType.I32, AnyAddress()).Emit(Opcode.LocalSet, local);
        Statements(Counters, 12);
        _code.Emit(Opcode.LocalGet, Result);
        module.Add([ValueType.I32, ValueType.I32], ValueType.I32, [.. Enumerable.Repeat(ValueType.I32, FirstCounter + Counters - 2)], _code, export: true);
    }

    void Statements(int depth, int most)
    {
        for (var count = 1 + random.Below(most); count > 0; count--) Statement(depth);
    }

    void Statement(int depth)
    {
        switch (random.Below(depth == 0 ? 10 : 14))
        {
            case 0 or 1 or 2 or 3: Load(); break;
            case 4 or 5 or 6: Store(); break;
            case 7 or 8:
                Address();
                _code.Emit(Opcode.LocalSet, random.Below(Addresses));
                break;
            case 9 when random.OneIn(6): _code.Constant(ValueType.I32, random.Below(2)).Emit(Opcode.MemoryGrow, 0).Emit(Opcode.Drop); break;
            case 9: _code.Constant(ValueType.I32, AnyAddress()).Emit(Opcode.LocalSet, random.Below(Addresses)); break;
            case 10:
                Condition();
                _code.Block(Opcode.If);
                Statements(depth - 1, 4);
                if (random.OneIn(2))
                {
                    _code.Emit(Opcode.Else);
                    Statements(depth - 1, 4);
                }
                _code.Emit(Opcode.End);
                break;
            case 11:
                _code.Block(Opcode.Block);
                Statements(depth - 1, 3);
                Condition();
                _code.Emit(Opcode.BrIf, 0);
                Statements(depth - 1, 3);
                _code.Emit(Opcode.End);
                break;
            default: Loop(depth - 1); break;
        }
    }

    void Loop(int depth)
    {
        var counter = FirstCounter + depth;
        _code.Constant(ValueType.I32, 1 + random.Below(20)).Emit(Opcode.LocalSet, counter).Block(Opcode.Loop);
        Statements(depth, 5);
        if (random.OneIn(2))
        {
            // An address that moves with the loop.
            var moving = random.Below(Addresses);
            _code.Emit(Opcode.LocalGet, moving).Constant(ValueType.I32, random.Pick<int>([1, 4, 8, 16, -8, 1000, MarkedPage])).Emit(Opcode.I32Add).Emit(Opcode.LocalSet, moving);
        }
        _code.Emit(Opcode.LocalGet, counter).Constant(ValueType.I32, 1).Emit(Opcode.I32Sub).Emit(Opcode.LocalTee, counter).Emit(Opcode.BrIf, 0).Emit(Opcode.End);
    }

    void Load()
    {
        var load = random.Pick<Opcode>(Loads);
        Address();
        _code.Access(load, Offset());
        if (load.Row().Results![0] == ValueType.I64) _code.Emit(Opcode.I32WrapI64);
        _code.Emit(Opcode.LocalGet, Result).Constant(ValueType.I32, 31).Emit(Opcode.I32Mul).Emit(Opcode.I32Add).Emit(Opcode.LocalSet, Result);
    }

    void Store()
    {
        var store = random.Pick<Opcode>(Stores);
        Address();
        if (random.OneIn(3)) _code.Emit(Opcode.LocalGet, Result);
        else _code.Constant(ValueType.I32, (int)random.Next());
        if (store.Row().Operands[1] == ValueType.I64) _code.Emit(Opcode.I64ExtendI32S);
        _code.Access(store, Offset());
    }

    void Condition() => _code.Emit(Opcode.LocalGet, random.OneIn(2) ? Result : random.Below(2)).Constant(ValueType.I32, 1).Emit(Opcode.I32And);

    void Address()
    {
        _code.Emit(Opcode.LocalGet, random.Below(Addresses));
        switch (random.Below(10))
        {
            case 0 or 1 or 2 or 3: _code.Constant(ValueType.I32, random.Pick<int>([1, 2, 4, 7, 8, 12, 16, 100, 120, 128, 3000, -1, -4, -8])).Emit(Opcode.I32Add); break;
            case 4: _code.Constant(ValueType.I32, random.Pick<int>([15, 255, 4095, 65535])).Emit(Opcode.I32And); break;
            case 5: _code.Constant(ValueType.I32, random.Below(33)).Emit(random.Pick<Opcode>([Opcode.I32ShrU, Opcode.I32Shl])); break;
        }
        if (random.OneIn(5)) _code.Emit(Opcode.LocalTee, random.Below(Addresses));
    }

    uint Offset() => random.Below(8) switch
    {
        0 or 1 or 2 => 0,
        3 or 4 => (uint)(4 * random.Below(6)),
        5 => (uint)random.Below(140),
        6 => (uint)random.Below(2 * MarkedPage),
        _ => random.Pick<uint>([Size - 8, Size, 2 * Size, uint.MaxValue - 3]),
    };

    int AnyAddress() => random.Below(12) switch
    {
        0 or 1 or 2 or 3 or 4 => random.Below(Size / MarkedPage) * MarkedPage + random.Below(64) - 32 & Size - 1,
        5 or 6 or 7 => random.Below(Size),
        8 or 9 => Size - 1 - random.Below(200),
        10 => Size + random.Below(16),
        _ => -1 - random.Below(200),
    };
}
