using System.Reflection;
using Cleanroom.Wasm.Model;
using Cleanroom.Wasm.Tests.Support;

namespace Cleanroom.Wasm.Tests.Format;

/// <summary>A module that uses a proposal which this engine lacks is refused by the name of the proposal.</summary>
public sealed class ProposalTests
{
    public static TheoryData<string, string, byte[]> Modules() => new()
    {
        { Proposals.Simd, "v128.const", ModuleBuilder.OfCode(0xFD, 0x0C) },
        { Proposals.Simd, "v128", Section(1, 1, 0x60, 1, 0x7B, 0) },
        { Proposals.Simd, "v128", ModuleBuilder.OfCode(0x02, 0x7B, 0x0B) },
        { Proposals.Simd, "v128.const", Section(6, 1, 0x7F, 0, 0xFD, 0x0C) },
        { Proposals.RelaxedSimd, "0xfd 0x105", ModuleBuilder.OfCode(0xFD, 0x85, 0x02) },
        { Proposals.Exceptions, "the tag section", Section(13, 1, 0, 0) },
        { Proposals.Exceptions, "try_table", ModuleBuilder.OfCode(0x1F, 0x40, 0, 0x0B) },
        { Proposals.Exceptions, "throw", ModuleBuilder.OfCode(0x08, 0) },
        { Proposals.Exceptions, "the import env.error of a tag", Section(2, [1, 3, .. "env"u8, 5, .. "error"u8, 4, 0, 0]) },
        { Proposals.Exceptions, "the export error of a tag", Section(7, [1, 5, .. "error"u8, 4, 0]) },
        { Proposals.TailCalls, "return_call", ModuleBuilder.OfCode(0x12, 0) },
        { Proposals.TailCalls, "return_call_indirect", ModuleBuilder.OfCode(0x13, 0, 0) },
        { Proposals.Threads, "atomic instruction 0xfe 0x10", ModuleBuilder.OfCode(0xFE, 0x10, 2, 0) },
        { Proposals.Threads, "a shared memory", Section(5, 1, 3, 1, 2) },
        { Proposals.GarbageCollection, "a structure type", Section(1, 1, 0x5F, 0) },
        { Proposals.GarbageCollection, "anyref", Section(1, 1, 0x60, 1, 0x6E, 0) },
        { Proposals.GarbageCollection, "0xfb 0x00", ModuleBuilder.OfCode(0xFB, 0, 0) },
        { Proposals.FunctionReferences, "call_ref", ModuleBuilder.OfCode(0x14, 0) },
        { Proposals.FunctionReferences, "a typed reference", Section(1, 1, 0x60, 1, 0x64, 0x70, 0) },
        { Proposals.Memory64, "a 64-bit size", Section(5, 1, 4, 1) },
        { Proposals.MultiMemory, "2 memories", Section(5, 2, 0, 1, 0, 1) },
        { Proposals.CustomPageSizes, "a page size", Section(5, 1, 8, 1, 0) },
        { Proposals.ExtendedConstants, "a constant expression", Section(6, 1, 0x7F, 0, 0x41, 1, 0x41, 2, 0x6A, 0x0B) },
        { Proposals.WideArithmetic, "0xfc 0x13", ModuleBuilder.OfCode(0xFC, 0x13) },
        { Proposals.StackSwitching, "0xe0", ModuleBuilder.OfCode(0xE0, 0) },
        { Proposals.StringReferences, "stringref", Section(1, 1, 0x60, 1, 0x67, 0) },
    };

    static byte[] Section(byte id, params byte[] content) => new ModuleBuilder().Section(id, content).ToArray();

    [Theory]
    [MemberData(nameof(Modules))]
    public void Module_that_uses_a_proposal_is_refused_by_its_name(string proposal, string what, byte[] module)
    {
        var error = Assert.Throws<WasmFormatException>(() => ModuleDefinition.Parse(module));

        Assert.Equal(proposal, error.UnsupportedProposal);
        Assert.Contains(what, error.Reason, StringComparison.Ordinal);
        Assert.EndsWith("not supported by this engine", error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_proposal_is_tested() =>
        Assert.Equal(Names().AsEnumerable(), Modules().Select(static row => row.Data.Item1).Distinct());

    [Theory]
    [InlineData(0xFF)]
    [InlineData(0x27)]
    [InlineData(0xC5)]
    public void Opcode_of_no_proposal_is_illegal(byte opcode)
    {
        var error = Assert.Throws<WasmFormatException>(() => ModuleDefinition.Parse(ModuleBuilder.OfCode(opcode)));

        Assert.Null(error.UnsupportedProposal);
        Assert.Equal($"illegal opcode 0x{opcode:x2}", error.Reason);
    }

    internal static string[] Names() =>
        [.. typeof(Proposals).GetFields(BindingFlags.Static | BindingFlags.Public).Where(static field => field.IsLiteral).Select(static field => (string)field.GetRawConstantValue()!)];
}
