using Cleanroom.Wasm.Diagnostics;

namespace Cleanroom.Wasm.Tests.Diagnostics;

public sealed class DemanglerTests
{
    [Theory]
    // Rust, the older scheme
    [InlineData("_ZN4core3fmt5write17h0123456789abcdefE", "core::fmt::write")]
    [InlineData("_ZN4core3fmt5write17h0123456789abcdefE.llvm.123", "core::fmt::write")]
    [InlineData("_ZN5alloc7raw_vec19RawVec$LT$T$C$A$GT$8grow_one17h00112233445566ffE", "alloc::raw_vec::RawVec<T,A>::grow_one")]
    [InlineData("_ZN42_$LT$$RF$T$u20$as$u20$core..fmt..Debug$GT$3fmt17h0123456789abcdefE", "<&T as core::fmt::Debug>::fmt")]
    [InlineData("_ZN3app4main28_$u7b$$u7b$closure$u7d$$u7d$17h0123456789abcdefE", "app::main::{{closure}}")]
    // Rust, the newer scheme
    [InlineData("_RNvCs1234_7mycrate3foo", "mycrate::foo")]
    [InlineData("_RNvNtNtCs9ltgdHTiPiY_4core3fmt5write4fill", "core::fmt::write::fill")]
    [InlineData("_RNCNvCs1234_7mycrate4main0", "mycrate::main::{closure}")]
    // C++
    [InlineData("_Z3fooi", "foo")]
    [InlineData("_Z3barPKcd", "bar")]
    [InlineData("_ZN3app6server5startEv", "app::server::start")]
    public void Name_of_a_known_scheme_is_readable(string mangled, string readable) => Assert.Equal(readable, Demangler.Demangle(mangled));

    [Theory]
    [InlineData("")]
    [InlineData("start")]
    [InlineData("_start")]
    [InlineData("_Z")]
    [InlineData("_ZN")]
    [InlineData("_ZNE")]
    [InlineData("_ZN3fo")]
    [InlineData("_ZN3foo")]
    [InlineData("_ZN99999999999foo17h0123456789abcdefE")]
    [InlineData("_ZNK3FooclEv")]
    [InlineData("_ZN3FooC1Ev")]
    [InlineData("_ZSt4sortIPiEvT_S1_")]
    [InlineData("_R")]
    [InlineData("_RNv")]
    [InlineData("_RNvC7mycrate")]
    [InlineData("_RINvCs1_7mycrate3foolE")]
    [InlineData("_RNvMs_Cs1234_7mycrateNtB4_3Bar3foo")]
    public void Other_name_stays(string name) => Assert.Equal(name, Demangler.Demangle(name));

    [Fact]
    public void Frame_shows_the_readable_name()
    {
        var frame = new WasmFrame(3, "_ZN4core3fmt5write17h0123456789abcdefE", new FunctionType([ValueType.I32], []), 0x10);

        Assert.Equal("core::fmt::write(i32) at 0x10", frame.ToString());
        Assert.Equal("_ZN4core3fmt5write17h0123456789abcdefE", frame.FunctionName);
    }
}
