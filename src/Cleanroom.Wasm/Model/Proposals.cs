namespace Cleanroom.Wasm.Model;

/// <summary>The WebAssembly proposals that this engine does not support, and how to recognize their use in a module (docs/engine.md lists them).</summary>
static class Proposals
{
    public const string Simd = "SIMD";
    public const string RelaxedSimd = "relaxed SIMD";
    public const string Exceptions = "exception handling";
    public const string TailCalls = "tail calls";
    public const string Threads = "threads";
    public const string GarbageCollection = "garbage collection";
    public const string FunctionReferences = "typed function references";
    public const string Memory64 = "64-bit memories";
    public const string MultiMemory = "multiple memories";
    public const string CustomPageSizes = "custom page sizes";
    public const string ExtendedConstants = "extended constant expressions";
    public const string WideArithmetic = "wide arithmetic";
    public const string StackSwitching = "stack switching";
    public const string StringReferences = "string references";

    /// <summary>Returns the proposal of an instruction and the instruction's name, or null.</summary>
    /// <param name="opcode">The first byte.</param>
    /// <param name="number">The number after a prefix.</param>
    public static (string Proposal, string Instruction)? OfInstruction(byte opcode, uint number) => opcode switch
    {
        0x06 => (Exceptions, "try"),
        0x07 => (Exceptions, "catch"),
        0x08 => (Exceptions, "throw"),
        0x09 => (Exceptions, "rethrow"),
        0x0A => (Exceptions, "throw_ref"),
        0x12 => (TailCalls, "return_call"),
        0x13 => (TailCalls, "return_call_indirect"),
        0x14 => (FunctionReferences, "call_ref"),
        0x15 => (FunctionReferences, "return_call_ref"),
        0x18 => (Exceptions, "delegate"),
        0x19 => (Exceptions, "catch_all"),
        0x1F => (Exceptions, "try_table"),
        0xD3 => (GarbageCollection, "ref.eq"),
        0xD4 => (FunctionReferences, "ref.as_non_null"),
        0xD5 => (FunctionReferences, "br_on_null"),
        0xD6 => (FunctionReferences, "br_on_non_null"),
        >= 0xE0 and <= 0xE5 => (StackSwitching, $"instruction 0x{opcode:x2}"),
        0xFB when number >= 0x80 => (StringReferences, $"instruction 0xfb 0x{number:x2}"),
        0xFB => (GarbageCollection, $"instruction 0xfb 0x{number:x2}"),
        0xFC when number is >= 0x13 and <= 0x16 => (WideArithmetic, $"instruction 0xfc 0x{number:x2}"),
        0xFD when number >= 0x100 => (RelaxedSimd, $"instruction 0xfd 0x{number:x2}"),
        0xFD => (Simd, SimdNames.Of(number)),
        0xFE => (Threads, $"atomic instruction 0xfe 0x{number:x2}"),
        _ => null,
    };

    /// <summary>Returns the proposal of a value or reference type and its name, or null.</summary>
    public static (string Proposal, string Type)? OfValueType(byte code) => code switch
    {
        0x7B => (Simd, "v128"),
        0x69 => (Exceptions, "exnref"),
        0x74 => (Exceptions, "nullexnref"),
        0x64 or 0x63 => (FunctionReferences, "a typed reference"),
        0x6E => (GarbageCollection, "anyref"),
        0x6D => (GarbageCollection, "eqref"),
        0x6C => (GarbageCollection, "i31ref"),
        0x6B => (GarbageCollection, "structref"),
        0x6A => (GarbageCollection, "arrayref"),
        >= 0x71 and <= 0x73 => (GarbageCollection, "a null reference type"),
        0x67 => (StringReferences, "stringref"),
        0x68 or 0x75 => (StackSwitching, "a continuation reference"),
        _ => null,
    };

    /// <summary>Returns the proposal of a definition in the type section other than a function type, or null.</summary>
    public static (string Proposal, string Type)? OfDefinedType(byte form) => form switch
    {
        0x5F => (GarbageCollection, "a structure type"),
        0x5E => (GarbageCollection, "an array type"),
        0x50 or 0x4F => (GarbageCollection, "a subtype"),
        0x4E => (GarbageCollection, "a recursive type group"),
        0x5D => (StackSwitching, "a continuation type"),
        _ => null,
    };

    /// <summary>Returns the proposal of a section, or null.</summary>
    public static (string Proposal, string Section)? OfSection(byte id) => id switch
    {
        13 => (Exceptions, "the tag section"),
        14 => (StringReferences, "the string section"),
        _ => null,
    };

    /// <summary>Returns the proposal of the flags that precede the size of a memory or table, or null.</summary>
    public static (string Proposal, string Limits)? OfLimits(byte flags) => flags switch
    {
        > 15 => null,
        >= 8 => (CustomPageSizes, "a page size"),
        >= 4 => (Memory64, "a 64-bit size"),
        >= 2 => (Threads, "a shared memory"),
        _ => null,
    };
}
