using Cleanroom.Wasm;

namespace Cleanroom.Tests;

/// <summary>Writes small modules byte by byte: one import, an exported memory, and an exported function that calls the import.</summary>
static class GuestBuilder
{
    /// <summary>A function type from the contract's notation, for example <c>(iI)d</c>.</summary>
    public static FunctionType Parse(string shape)
    {
        var close = shape.IndexOf(')', StringComparison.Ordinal);
        return new FunctionType(Types(shape[1..close]), Types(shape[(close + 1)..]));
    }

    /// <summary>A module of the guide's generation that imports one function as <c>call</c> with the same type.</summary>
    public static byte[] Importing(string module, string name, FunctionType type)
    {
        var body = new List<byte> { 0 };
        for (var i = 0; i < type.ParameterSpan.Length; i++) body.AddRange([0x20, (byte)i]);
        body.AddRange([0x10, 0, 0x0B]);
        return
        [
            0, .. "asm"u8, 1, 0, 0, 0,
            .. ModuleBytes.Section(1, [1, 0x60, .. TypeList(type.ParameterSpan), .. TypeList(type.ResultSpan)]),
            .. ModuleBytes.Section(2, [1, .. ModuleBytes.Name(module), .. ModuleBytes.Name(name), 0, 0]),
            .. ModuleBytes.Section(3, [1, 0]),
            .. ModuleBytes.Section(5, [1, 0, 1]),
            .. ModuleBytes.Section(7, [2, .. ModuleBytes.Name("memory"), 2, 0, .. ModuleBytes.Name("call"), 0, 1]),
            .. ModuleBytes.Section(10, [1, .. ModuleBytes.Number((uint)body.Count), .. body]),
        ];
    }

    static ValueType[] Types(string letters) => [.. letters.Select(letter => letter switch
    {
        'i' => ValueType.I32,
        'I' => ValueType.I64,
        'f' => ValueType.F32,
        'd' => ValueType.F64,
        _ => throw new FormatException($"unknown type {letter}"),
    })];

    static byte[] TypeList(ReadOnlySpan<ValueType> types)
    {
        var bytes = new List<byte>(ModuleBytes.Number((uint)types.Length));
        foreach (var type in types) bytes.Add((byte)type);
        return [.. bytes];
    }
}
