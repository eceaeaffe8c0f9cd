using Cleanroom.Fuzz.Cases;
using Cleanroom.StressHost.Operations;
using Cleanroom.Wasm;
using Cleanroom.Wasm.Model;

namespace Cleanroom.Fuzz.Generating;

/// <summary>
/// Modules of numeric instructions: operands are edge values as constants, parameters, locals or memory; results decide branches, selections and loops, or are
/// passed to other functions. The bits of a NaN never reach an integer, a sign or the memory, so that both sides have to agree on everything.
/// </summary>
sealed class NumberModules : IModuleSource
{
    /// <summary>Two functions at the start of every module, for both types: the argument, or the canonical NaN for any NaN.</summary>
    const int Canonical32 = 0, Canonical64 = 1;

    /// <inheritdoc/>
    public Candidate Make(ulong seed)
    {
        var random = new SplitMix(seed);
        var module = new OperationModule();
        AddCanonical(module, ValueType.F32, Opcode.F32Eq, 0x7FC00000);
        AddCanonical(module, ValueType.F64, Opcode.F64Eq, 0x7FF8000000000000);
        var functions = new List<NumberFunction>();
        for (var count = 2 + random.Below(6); count > 0; count--)
        {
            var function = new NumberFunction(random, [.. functions]);
            function.AddTo(module);
            functions.Add(function);
        }
        return new Candidate(module.ToArray(), seed, "numbers");
    }

    /// <summary>The function that makes every NaN of a type the same.</summary>
    public static int Canonical(ValueType type) => type == ValueType.F32 ? Canonical32 : Canonical64;

    static void AddCanonical(OperationModule module, ValueType type, Opcode equal, long nan)
    {
        var code = new Code().Emit(Opcode.LocalGet, 0).Constant(type, nan).Emit(Opcode.LocalGet, 0).Emit(Opcode.LocalGet, 0).Emit(equal).Emit(Opcode.Select);
        module.Add([type], type, [], code, export: false);
    }
}
