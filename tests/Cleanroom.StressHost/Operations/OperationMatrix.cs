using Cleanroom.Wasm;
using Cleanroom.Wasm.Model;

namespace Cleanroom.StressHost.Operations;

/// <summary>
/// Every numeric instruction, with edge values as constants on either side, on both and on none, before every consumer: compiled as this process compiles
/// and compared with <see cref="Reference"/>.
/// </summary>
/// <param name="complete">True for all functions; otherwise every third, in which the constant arrives in another way each time.</param>
sealed class OperationMatrix(bool complete)
{
    const int MaxReports = 40;

    /// <summary>How a constant comes to its instruction.</summary>
    enum Arrival
    {
        Direct,
        ByLocal,
        ByCall,

        /// <summary>By a local that nobody set, for zeros.</summary>
        ByUntouchedLocal,
    }

    /// <summary>A function of the module: what it computes, by the arguments.</summary>
    sealed record Case(int Function, string Name, ValueType[] Parameters, Func<long[], Expected> Expect);

    static readonly long[] Int32s = [0, 1, -1, 2, 7, 31, 32, 0x80, 0x8000, int.MinValue, int.MaxValue, 0x7FA00000];
    static readonly long[] Int64s = [0, 1, -1, 2, 31, 63, 64, 0x80, 0x8000, 0x80000000, 0x100000000, long.MinValue, long.MaxValue, 0x7FF4000000000000];
    static readonly long[] Doubles = [.. Numbers.Select(BitConverter.DoubleToInt64Bits), 0x7FF8000000000000, 0x7FF4000000000000, unchecked((long)0xFFF0000000000001)];
    static readonly long[] Singles = [.. Numbers.Select(number => (long)(uint)BitConverter.SingleToInt32Bits((float)number)), 0x7FC00000, 0x7FA00000, 0xFF800001];

    int _number, _functions, _calls, _differences;

    static double[] Numbers =>
        [0, -0.0, 1, -1, 0.5, -0.5, 2.5, -3.5, 2147483648, -2147483649, 4294967296, 9223372036854775808, 1.8446744073709552e19, 1e-40, float.MaxValue, 1e300, double.PositiveInfinity, double.NegativeInfinity];

    /// <summary>Runs everything. Returns the exit code: 1 when there were differences.</summary>
    public int Run()
    {
        foreach (var opcode in Enum.GetValues<Opcode>().Where(IsNumeric)) Run(opcode);
        Console.WriteLine($"{_functions} functions, {_calls} calls, {_differences} differences");
        return _differences == 0 ? 0 : 1;
    }

    static bool IsNumeric(Opcode opcode) => opcode is >= Opcode.I32Eqz and <= Opcode.I64Extend32S or >= Opcode.I32TruncSatF32S and <= Opcode.I64TruncSatF64U;

    static long[] Edges(ValueType type) => type switch
    {
        ValueType.I32 => Int32s,
        ValueType.I64 => Int64s,
        ValueType.F32 => Singles,
        _ => Doubles,
    };

    void Run(Opcode opcode)
    {
        var module = new OperationModule();
        var cases = new List<Case>();
        foreach (var consumer in Consumer.Of(opcode.Row().Results![0]))
            foreach (var constants in Constants(opcode.Row().Operands))
                foreach (var arrival in Arrivals(constants)) cases.Add(Add(module, opcode, constants, arrival, consumer));
        var instance = new Linker().Instantiate(new Store { SurvivesTraps = true }, new Engine().Compile(module.ToArray()));
        _functions += cases.Count;
        foreach (var tried in cases) Try(instance, tried);
    }

    // Null stands for a parameter. Both constant: only the same edge on either side and its neighbour, the pairs are too many.
    static IEnumerable<long?[]> Constants(ValueType[] operands)
    {
        yield return new long?[operands.Length];
        var edges = Edges(operands[0]);
        for (var i = 0; i < edges.Length; i++)
        {
            yield return operands.Length == 1 ? [edges[i]] : [edges[i], null];
            if (operands.Length == 1) continue;
            yield return [null, edges[i]];
            yield return [edges[i], edges[i]];
            yield return [edges[i], edges[(i + 1) % edges.Length]];
        }
    }

    Arrival[] Arrivals(long?[] constants)
    {
        Arrival[] all = constants switch
        {
            _ when Array.TrueForAll(constants, constant => constant is null) => [Arrival.Direct, Arrival.ByLocal],
            _ when Array.TrueForAll(constants, constant => constant is null or 0) => [Arrival.Direct, Arrival.ByLocal, Arrival.ByCall, Arrival.ByUntouchedLocal],
            _ => [Arrival.Direct, Arrival.ByLocal, Arrival.ByCall],
        };
        if (complete) return all;
        return _number++ % 3 == 0 ? [all[_number / 3 % all.Length]] : [];
    }

    static Case Add(OperationModule module, Opcode opcode, long?[] constants, Arrival arrival, Consumer consumer)
    {
        var row = opcode.Row();
        var result = consumer.TypeOf(row.Results![0]);
        ValueType[] parameters = [.. row.Operands.Where((_, i) => constants[i] is null)];
        var code = new Code();
        ValueType[] locals;
        if (arrival == Arrival.ByCall)
        {
            var inner = new Code();
            consumer.Emit(inner, () => LoadAll(inner, row.Operands.Length, opcode), row.Operands.Length);
            var callee = module.Add(row.Operands, result, [ValueType.I32], inner, export: false);
            EmitOperands(code, row.Operands, constants, direct: true);
            code.Call(callee);
            locals = [];
        }
        else
        {
            // Behind the parameters lie a local for each operand, one for the consumer and one for the result.
            if (arrival == Arrival.ByLocal)
            {
                for (var i = 0; i < constants.Length; i++)
                    if (constants[i] is { } bits) code.Constant(row.Operands[i], bits).Emit(Opcode.LocalSet, parameters.Length + i);
            }
            consumer.Emit(code, () =>
            {
                EmitOperands(code, row.Operands, constants, arrival == Arrival.Direct);
                code.Emit(opcode);
                if (arrival == Arrival.Direct) return;
                var kept = parameters.Length + row.Operands.Length + 1;
                code.Emit(Opcode.LocalSet, kept).Emit(Opcode.LocalGet, kept);
            }, parameters.Length + row.Operands.Length);
            locals = [.. row.Operands, ValueType.I32, row.Results![0]];
        }
        var name = $"{row.Name} ({string.Join(", ", constants.Select((bits, i) => bits is { } known ? $"const {Value.FromBits(row.Operands[i], known)}" : "parameter"))}), {arrival}, {consumer}";
        return new Case(module.Add(parameters, result, locals, code, export: true), name, parameters, arguments =>
        {
            var next = 0;
            return consumer.Evaluate(Reference.Compute(opcode, [.. constants.Select((bits, i) => new Expected(row.Operands[i], bits ?? arguments[next++]))]));
        });
    }

    static void LoadAll(Code code, int operands, Opcode opcode)
    {
        for (var i = 0; i < operands; i++) code.Emit(Opcode.LocalGet, i);
        code.Emit(opcode);
    }

    static void EmitOperands(Code code, ValueType[] types, long?[] constants, bool direct)
    {
        var parameters = constants.Count(constant => constant is null);
        var next = 0;
        for (var i = 0; i < types.Length; i++)
            if (constants[i] is null) code.Emit(Opcode.LocalGet, next++);
            else if (direct) code.Constant(types[i], constants[i]!.Value);
            else code.Emit(Opcode.LocalGet, parameters + i);
    }

    void Try(Instance instance, Case tried)
    {
        var function = instance.GetFunction(OperationModule.NameOf(tried.Function))!;
        foreach (var arguments in Arguments(tried.Parameters))
        {
            var expected = tried.Expect(arguments);
            _calls++;
            string? got = null;
            try
            {
                var result = function.Invoke([.. arguments.Select((bits, i) => Value.FromBits(tried.Parameters[i], bits))])[0];
                if (!expected.Allows(result)) got = result.ToString();
            }
            catch (TrapException trap)
            {
                if (trap.Kind != expected.Trap) got = $"trap {trap.Kind}";
            }
            if (got is null || _differences++ >= MaxReports) continue;
            Console.Error.WriteLine($"{tried.Name}, arguments {string.Join(", ", arguments.Select((bits, i) => Value.FromBits(tried.Parameters[i], bits)))}: {got}, expected {expected}");
        }
    }

    static IEnumerable<long[]> Arguments(ValueType[] parameters) => parameters.Length switch
    {
        0 => [[]],
        1 => Edges(parameters[0]).Select(a => new[] { a }),
        _ => Edges(parameters[0]).SelectMany(a => Edges(parameters[1]).Select(b => new[] { a, b })),
    };
}
