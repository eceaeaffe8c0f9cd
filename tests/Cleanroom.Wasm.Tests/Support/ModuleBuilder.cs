namespace Cleanroom.Wasm.Tests.Support;

/// <summary>Writes modules byte by byte, also ones that no assembler would write.</summary>
sealed class ModuleBuilder
{
    public const byte I32 = 0x7F, I64 = 0x7E, F32 = 0x7D, F64 = 0x7C, FuncRef = 0x70, Empty = 0x40;

    readonly List<byte> _bytes = [0, (byte)'a', (byte)'s', (byte)'m', 1, 0, 0, 0];

    /// <summary>A section with the given content.</summary>
    public ModuleBuilder Section(byte id, params byte[] content)
    {
        _bytes.AddRange(ModuleBytes.Section(id, content));
        return this;
    }

    /// <summary>A module of functions of one type, given as the bytes of the type, and of their bodies from the local declarations on.</summary>
    public static byte[] OfBodies(byte[] type, params byte[][] bodies)
    {
        var count = ModuleBytes.Number((uint)bodies.Length);
        return new ModuleBuilder()
            .Section(1, [1, .. type])
            .Section(3, [.. count, .. new byte[bodies.Length]])
            .Section(7, [1, 1, (byte)'f', 0, .. ModuleBytes.Number((uint)bodies.Length - 1)])
            .Section(10, [.. count, .. bodies.SelectMany(body => ModuleBytes.Number((uint)body.Length).Concat(body))])
            .ToArray();
    }

    /// <summary>A module with one exported function <c>f</c> of type <c>()</c> and the given code, without its <c>end</c>.</summary>
    public static byte[] OfCode(params byte[] code) => OfBodies([0x60, 0, 0], [0, .. code, 0x0B]);

    public static byte[] Repeat(int count, params byte[] bytes) => [.. Enumerable.Repeat(bytes, count).SelectMany(part => part)];

    public byte[] ToArray() => [.. _bytes];
}
