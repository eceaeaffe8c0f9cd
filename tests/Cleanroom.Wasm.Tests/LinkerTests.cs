using Cleanroom.Wasm.Tests.Support;

namespace Cleanroom.Wasm.Tests;

public sealed class LinkerTests
{
    [Fact]
    public void Import_that_is_missing_is_named_with_its_type()
    {
        var error = Assert.Throws<LinkException>(() => new Linker().Link(Guest.Compile("engine_api")));

        Assert.Equal("log", error.Import.Name);
        Assert.Equal("function import env.log (ii): unknown import: nothing of this name is defined", error.Message);
    }

    [Fact]
    public void Import_of_another_type_is_named_with_both_types()
    {
        var error = Assert.Throws<LinkException>(() => new Linker().Define("env", "log", (long _) => { }).Link(Guest.Compile("engine_api")));

        Assert.Equal("function import env.log (ii): incompatible import type: the module declares (ii), the function has type (I)", error.Message);
    }

    [Fact]
    public void Import_of_WASI_says_what_the_module_is()
    {
        var error = Assert.Throws<LinkException>(() => new Linker().Link(Guest.Compile("wasi")));

        Assert.True(error.Import.IsWasi);
        Assert.Contains("this is a WASI program, and this engine does not provide WASI", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Functions_of_WASI_can_be_defined_like_others()
    {
        var written = "";
        var linker = new Linker().Define("wasi_snapshot_preview1", "fd_write", (Caller caller, uint _, uint vectors, uint _, uint size) =>
        {
            written = caller.Memory.ReadString(caller.Memory.Read<uint>(vectors), caller.Memory.Read<uint>(vectors + 4));
            caller.Memory.Write(size, written.Length);
            return 0;
        });
        using var store = new Store();

        linker.Instantiate(store, Guest.Compile("wasi")).GetFunction<Action>("_start")();

        Assert.Equal("hello\n", written);
    }
}
