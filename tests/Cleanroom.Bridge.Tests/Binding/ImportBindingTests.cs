using System.Text;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Modules;
using Cleanroom.Tests;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Tests.Binding;

/// <summary>What happens to imports that nothing provides, and to those that need adaptation (contract, abi 3).</summary>
public sealed class ImportBindingTests
{
    [Fact]
    [Trait("Rule", "N1")]
    public void Module_with_unknown_imports_starts_and_all_are_reported()
    {
        var module = Load("abi_unknown");
        using var guest = module.CreateGuest(new GuestOptions());
        guest.RunEntryPoint();
        Assert.Equal(
            ["env._no_such_function (iI)d", "env._no_such_function (iI)d", "plugin.other ()i", "env.math_sqrt (i)i (accepted: (d)d)"],
            module.Imports.Where(report => report.Status == ImportStatus.Missing).Select(report => report.ToString()));
    }

    [Theory]
    [InlineData("callUnknown", "unknown host function env._no_such_function (iI)d")]
    [InlineData("callBadType", "unknown host function env.math_sqrt (i)i")]
    public void Unknown_import_traps_when_it_is_called(string export, string message)
    {
        using var guest = Load("abi_unknown").CreateGuest(new GuestOptions());
        Assert.Equal(message, Assert.Throws<TrapException>(() => guest.Instance!.GetFunction(export)!.Call()).Message);
    }

    [Fact]
    [Trait("Rule", "N8")]
    public void Browser_function_answers_a_neutral_value()
    {
        var module = Load("abi_unknown");
        using var guest = module.CreateGuest(new GuestOptions());
        guest.Instance!.GetFunction("callStub")!.Call();
        Assert.Equal("", Read(guest, "text"));
        Assert.Equal("{}", Read(guest, "json"));
        Assert.Equal(3, module.Imports.Count(report => report.Status == ImportStatus.Stub));

        static string Read(Guest guest, string export)
        {
            var address = (uint)guest.Instance!.GetFunction(export)!.Call<int>();
            Assert.NotEqual(0u, address);
            return Encoding.UTF8.GetString(guest.Memory.LengthPrefixed(address));
        }
    }

    [Theory]
    [InlineData("math_abs_i32", "(I)I", long.MinValue, int.MinValue)]
    [InlineData("math_abs_i32", "(I)i", -5L, 5L)]
    [InlineData("math_abs_i32", "(i)I", -5L, 5L)]
    [InlineData("math_abs_i32", "(I)I", 1L << 40, int.MaxValue)]
    [Trait("Rule", "N5")]
    public void Integers_travel_in_both_widths(string name, string shape, long argument, long expected)
    {
        var type = GuestBuilder.Parse(shape);
        using var guest = CleanModule.Load(GuestBuilder.Importing("env", name, type)).CreateGuest(new GuestOptions());
        var value = type.Parameters[0] == ValueType.I64 ? Value.FromInt64(argument) : Value.FromInt32((int)argument);
        var result = guest.Instance!.GetFunction("call")!.Invoke(value)[0];
        Assert.Equal(expected, result.Type == ValueType.I64 ? result.AsInt64() : result.AsInt32());
    }

    [Theory]
    [InlineData("string_trim", "(i)i", "(ii)i")]
    [InlineData("string_to_upper", "(i)i", "(ii)i")]
    [InlineData("string_length", "(i)i", "(ii)i")]
    [InlineData("string_to_int", "(i)i", "(ii)i")]
    [Trait("Rule", "N42")]
    public void Both_forms_of_a_string_give_the_same_answer(string name, string lengthPrefixed, string pairs)
    {
        Assert.Equal(Call(lengthPrefixed, Value.FromInt32(1000)), Call(pairs, Value.FromInt32(1004), Value.FromInt32(6)));

        string Call(string shape, params Value[] arguments)
        {
            using var guest = CleanModule.Load(GuestBuilder.Importing("env", name, GuestBuilder.Parse(shape))).CreateGuest(new GuestOptions());
            guest.Memory.WriteUInt32(1000, 6);
            "  42a "u8[..6].CopyTo(guest.Memory.Slice(1004, 6));
            var result = guest.Instance!.GetFunction("call")!.Invoke(arguments)[0].AsInt32();
            return name is "string_length" or "string_to_int" ? result.ToString(System.Globalization.CultureInfo.InvariantCulture) : Encoding.UTF8.GetString(guest.Memory.LengthPrefixed((uint)result));
        }
    }

    [Fact]
    [Trait("Rule", "N7")]
    public void Exported_wrapper_of_another_type_does_not_matter()
    {
        // The wrapper "call" has the import's type here; what counts is that only the import section is asked.
        var module = CleanModule.Load(GuestBuilder.Importing("env", "print", GuestBuilder.Parse("(i)")));
        Assert.Equal("(i)", module.Imports[0].Import.FunctionType!.ToString());
        Assert.Equal(ImportStatus.Provided, module.Imports[0].Status);
    }

    [Theory]
    [InlineData("_ns_some_fn", "ns.some_fn", "ns.someFn")]
    [InlineData("_env_get", "env.get")]
    [InlineData("string.trim_start", "string.trimStart")]
    [InlineData("plain")]
    public void Spellings_follow_from_the_name(string name, params string[] expected) => Assert.Equal(expected, FunctionName.Spellings(name));

    [Fact]
    public void Memory_must_be_exported_by_a_module_that_imports_functions()
    {
        byte[] module = [0, 0x61, 0x73, 0x6D, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 2, 9, 1, 3, .. "env"u8, 1, .. "f"u8, 0, 0];
        Assert.Contains("does not export its memory", Assert.Throws<HostException>(() => CleanModule.Load(module)).Message, StringComparison.Ordinal);
    }

    static CleanModule Load(string name) => CleanModule.Load(TestGuests.Read(name));
}
