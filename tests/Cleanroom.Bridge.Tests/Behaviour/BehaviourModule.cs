using System.Text;
using Cleanroom.Tests;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Tests.Behaviour;

/// <summary>Which compiler a generated module looks like (contract, abi 4).</summary>
enum GuestKind
{
    /// <summary>Written after the guide: heap pointer at address 0, no <c>malloc</c>.</summary>
    Guide,

    /// <summary>0.17: <c>malloc</c>, but no <c>__heap_ptr</c>.</summary>
    Unpacking,

    /// <summary>0.23 to 0.30.47: memory of 16 to 64 pages.</summary>
    Old,

    /// <summary>0.33.135, whose JSON functions take boxes.</summary>
    Boxing,

    /// <summary>0.33.154.</summary>
    Compiler,
}

/// <summary>An import of a generated module, which exports a function <c>call</c> with its number that calls it.</summary>
readonly record struct GuestImport(string Module, string Name, string Shape);

/// <summary>
/// Makes modules that import functions and call them: one export for each import, a memory whose first 64 KB are free for arguments, the allocator of a
/// generation, and a table of callbacks: x·2, x&amp;1, a+b.
/// </summary>
static class BehaviourModule
{
    /// <summary>Where the heap begins.</summary>
    public const uint Heap = 65536;

    const byte I32 = 0x7F, Call = 0x10, LocalGet = 0x20, GlobalGet = 0x23, GlobalSet = 0x24, Constant = 0x41, And = 0x71, Add = 0x6A, Multiply = 0x6C, End = 0x0B;

    // The types before those of the imports: (i)i and (ii)i.
    const int OwnTypes = 2, Unary = 0, Binary = 1;

    static readonly byte[][] Callbacks = [[0, LocalGet, 0, Constant, 2, Multiply, End], [0, LocalGet, 0, Constant, 1, And, End], [0, LocalGet, 0, LocalGet, 1, Add, End]];

    // Returns the heap pointer and raises it by the size, rounded up to 8.
    static readonly byte[] Malloc = [0, GlobalGet, 0, GlobalGet, 0, LocalGet, 0, Add, Constant, 7, Add, Constant, 0x78, And, GlobalSet, 0, End];

    public static byte[] Make(IReadOnlyList<GuestImport> imports, GuestKind kind)
    {
        var hasMalloc = kind != GuestKind.Guide;
        var bytes = new List<byte>([0, .. "asm"u8, 1, 0, 0, 0]);
        Section(1, [.. Leb(OwnTypes + imports.Count), 0x60, 1, I32, 1, I32, 0x60, 2, I32, I32, 1, I32, .. imports.SelectMany(import => TypeOf(GuestBuilder.Parse(import.Shape)))]);
        Section(2, [.. Leb(imports.Count), .. imports.SelectMany((import, i) => (byte[])[.. Name(import.Module), .. Name(import.Name), 0, .. Leb(OwnTypes + i)])]);
        Section(3, [.. Leb(imports.Count + Callbacks.Length + 1), .. imports.SelectMany((_, i) => Leb(OwnTypes + i)), Unary, Unary, Binary, Unary]);
        Section(4, [1, 0x70, 0, (byte)(Callbacks.Length + 1)]);
        Section(5, kind switch
        {
            GuestKind.Guide => [1, 0, 4],
            GuestKind.Old or GuestKind.Unpacking => [1, 1, 16, 64],
            _ => [1, 1, 32, .. Leb(512)],
        });
        Section(6, [1, I32, 1, Constant, .. Leb((int)Heap), End]);
        var firstCallback = 2 * imports.Count;
        var exports = new List<byte[]> { (byte[])[.. Name("memory"), 2, 0], (byte[])[.. Name("__indirect_function_table"), 1, 0] };
        exports.AddRange(imports.Select((_, i) => (byte[])[.. Name($"call{i}"), 0, .. Leb(imports.Count + i)]));
        if (hasMalloc) exports.Add([.. Name("malloc"), 0, .. Leb(firstCallback + Callbacks.Length)]);
        if (hasMalloc && kind != GuestKind.Unpacking) exports.Add([.. Name("__heap_ptr"), 3, 0]);
        Section(7, [.. Leb(exports.Count), .. exports.SelectMany(export => export)]);
        Section(9, [1, 0, Constant, 0, End, (byte)Callbacks.Length, .. Callbacks.SelectMany((_, i) => Leb(firstCallback + i))]);
        byte[][] bodies = [.. imports.Select((import, i) => Forward(GuestBuilder.Parse(import.Shape).Parameters.Count, i)), .. Callbacks, Malloc];
        Section(10, [.. Leb(bodies.Length), .. bodies.SelectMany(body => (byte[])[.. Leb(body.Length), .. body])]);
        if (kind == GuestKind.Guide) Section(11, [1, 0, Constant, 0, End, 4, .. BitConverter.GetBytes(Heap)]);
        if (kind is GuestKind.Compiler or GuestKind.Boxing)
            Section(0, [.. Name("clean:build"), .. Encoding.ASCII.GetBytes($$"""{"compiler_version":"{{(kind == GuestKind.Boxing ? "0.33.135" : "0.33.154")}}"}""")]);
        return [.. bytes];

        void Section(byte id, byte[] content) => bytes.AddRange([id, .. Leb(content.Length), .. content]);
    }

    static byte[] Forward(int parameters, int import) => [0, .. Enumerable.Range(0, parameters).SelectMany(i => (byte[])[LocalGet, (byte)i]), Call, .. Leb(import), End];

    static byte[] TypeOf(FunctionType type) => [0x60, .. Types(type.Parameters), .. Types(type.Results)];

    static byte[] Types(IReadOnlyList<ValueType> types) => [(byte)types.Count, .. types.Select(type => (byte)type)];

    static byte[] Name(string name) => [.. Leb(Encoding.UTF8.GetByteCount(name)), .. Encoding.UTF8.GetBytes(name)];

    static byte[] Leb(int value)
    {
        var bytes = new List<byte>();
        for (; value > 0x7F; value >>= 7) bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return [.. bytes];
    }
}
