using System.Reflection;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Modules;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Tests.Binding;

/// <summary>Host functions of an embedder, and how host functions are found.</summary>
public sealed class OwnHostFunctionTests
{
    [Theory]
    [InlineData("shop_total", "(ii)i", 42, 7, 49)]
    [InlineData("shop_total", "(II)I", 42, 7, 49)]
    [InlineData("shop.sum", "(ii)i", 1, 2, 3)]
    public void Function_is_bound_in_every_form_that_fits(string name, string shape, int first, int second, int result)
    {
        var type = GuestBuilder.Parse(shape);
        var module = CleanModule.Load(GuestBuilder.Importing("env", name, type), hostFunctions: [typeof(ShopFunctions)]);
        using var guest = module.CreateGuest(new GuestOptions());
        Value[] arguments = type.Parameters[0] == ValueType.I64 ? [Value.FromInt64(first), Value.FromInt64(second)] : [Value.FromInt32(first), Value.FromInt32(second)];
        var returned = guest.Instance!.GetFunction("call")!.Invoke(arguments)[0];
        Assert.Equal(result, type.Results[0] == ValueType.I64 ? returned.AsInt64() : returned.AsInt32());
    }

    [Fact]
    public void Function_makes_strings_in_the_guest()
    {
        var module = CleanModule.Load(GuestBuilder.Importing("env", "shop_name", GuestBuilder.Parse("()i")), hostFunctions: [typeof(ShopFunctions)]);
        using var guest = module.CreateGuest(new GuestOptions());
        var address = (uint)guest.Instance!.GetFunction("call")!.Invoke()[0].AsInt32();
        Assert.Equal("Tee & Gebäck"u8, guest.Memory.LengthPrefixed(address));
    }

    [Fact]
    public void Function_ends_the_guest_with_its_message()
    {
        var module = CleanModule.Load(GuestBuilder.Importing("env", "shop_close", GuestBuilder.Parse("()")), hostFunctions: [typeof(ShopFunctions)]);
        using var guest = module.CreateGuest(new GuestOptions());
        var trap = Assert.Throws<TrapException>(() => guest.Instance!.GetFunction("call")!.Invoke());
        Assert.Equal((TrapKind.Host, "the shop is closed"), (trap.Kind, trap.Message));
    }

    [Fact]
    public void Without_them_the_import_is_unknown() =>
        Assert.Equal(ImportStatus.Missing, CleanModule.Load(GuestBuilder.Importing("env", "shop_name", GuestBuilder.Parse("()i"))).Imports[0].Status);

    [Fact]
    public void Name_of_Cleanroom_is_refused()
    {
        var refusal = Assert.Throws<HostException>(() => CleanModule.Load(GuestBuilder.Importing("env", "print", GuestBuilder.Parse("(ii)")), hostFunctions: [typeof(TakenFunctions)]));
        Assert.Contains("env.print of ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("give it another name", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Type_without_functions_is_refused() =>
        Assert.Contains("[HostFunction(", Assert.Throws<HostException>(() => CleanModule.Load(GuestBuilder.Importing("env", "print", GuestBuilder.Parse("(ii)")), hostFunctions: [typeof(string)])).Message, StringComparison.Ordinal);

    [Fact]
    public void Every_attributed_method_is_found_wherever_it_is()
    {
        const BindingFlags all = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var attributed = typeof(CleanModule).Assembly.GetTypes().SelectMany(static type => type.GetMethods(all)).Where(static method => method.IsDefined(typeof(HostFunctionAttribute))).ToHashSet();
        Assert.Equal(attributed, HostFunctionCatalog.Portable.Functions.Select(static function => function.Method).ToHashSet());
    }

    static class ShopFunctions
    {
        [HostFunction("shop_total", "shop.sum")]
        public static long Total(long first, long second) => first + second;

        [HostFunction("shop_name")]
        public static GuestString Name(Guest guest) => guest.NewString("Tee & Gebäck"u8);

        [HostFunction("shop_close")]
        public static void Close() => throw Guest.Trap("the shop is closed");
    }

    static class TakenFunctions
    {
        [HostFunction("print")]
        public static void Print(ReadOnlySpan<byte> text) => Assert.Fail(System.Text.Encoding.UTF8.GetString(text));
    }
}
