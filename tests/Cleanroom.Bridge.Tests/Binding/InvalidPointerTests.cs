using Cleanroom.Bridge.Binding;
using Cleanroom.Tests;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Tests.Binding;

/// <summary>
/// Invalid addresses and lengths against every argument of every function that takes a string, in every form: a trap that names function and argument,
/// never a crash, never a value (contract, abi 8).
/// </summary>
public sealed class InvalidPointerTests
{
    const uint MemorySize = 65536;

    static readonly (uint Address, uint Length)[] InvalidPairs = [(0, uint.MaxValue), (MemorySize, 1), (MemorySize - 1, 2), (uint.MaxValue, 1), (8, MemorySize), (0x80000000, 0x80000000)];
    static readonly uint[] InvalidPointers = [uint.MaxValue, uint.MaxValue - 3, MemorySize - 3, MemorySize, 0x80000000];

    [Fact]
    [Trait("Rule", "N28")]
    [Trait("Rule", "N29")]
    public void Every_string_argument_of_every_function_is_checked()
    {
        var failures = new List<string>();
        var calls = 0;
        foreach (var function in HostFunctionCatalog.Portable.Functions)
            foreach (var form in function.Forms)
                calls += Check(function, form, failures);
        Assert.True(failures.Count == 0, $"{failures.Count} of {calls}:\n{string.Join('\n', failures.Take(30))}");
        Assert.True(calls > 1000, $"only {calls} calls were made");
    }

    static int Check(HostFunction function, StringForm form, List<string> failures)
    {
        var (name, type) = (function.Attribute.Name, function.NaturalType(form));
        // Another method of the same name and type that is tried first is checked by itself.
        var first = HostFunctionCatalog.Portable.Find(function.Attribute.Module, name).First(candidate => candidate.Forms.Any(other => ImportPlan.Fit(candidate, other, type) is not null));
        if (first != function) return 0;
        var module = CleanModule.Load(GuestBuilder.Importing(function.Attribute.Module, name, type));
        var calls = 0;
        var position = 0;
        foreach (var kind in function.Parameters)
        {
            var isPair = kind == ParameterKind.PrefixedOrPairText || kind == ParameterKind.Text && form == StringForm.Pairs;
            var isPointer = kind == ParameterKind.LengthPrefixedText || kind == ParameterKind.Text && form == StringForm.LengthPrefixed;
            if (isPair)
                foreach (var (address, length) in InvalidPairs) Try(position, address, length);
            if (isPointer)
                foreach (var address in InvalidPointers) Try(position, address, null);
            position += isPair ? 2 : 1;
        }
        return calls;

        void Try(int at, uint address, uint? length)
        {
            calls++;
            using var guest = module.CreateGuest(new GuestOptions());
            var arguments = new Value[type.Parameters.Count];
            for (var i = 0; i < arguments.Length; i++) arguments[i] = Value.Default(type.Parameters[i]);
            arguments[at] = Value.FromInt32((int)address);
            if (length is { } size) arguments[at + 1] = Value.FromInt32((int)size);
            var thrown = Record.Exception(() => guest.Instance!.GetFunction("call")!.Invoke(arguments));
            var expected = $"{function.Attribute.Module}.{name}, argument {at + 1}:";
            if (thrown is not TrapException { Kind: TrapKind.Host } trap || !trap.Message.StartsWith(expected, StringComparison.Ordinal))
                failures.Add($"{name} {type} with {address}, {length} as argument {at + 1}: {thrown?.GetType().Name ?? "no trap"} {thrown?.Message}");
        }
    }
}
