using Cleanroom.Wasm;
using Cleanroom.Wasm.Model;

namespace Cleanroom.StressHost.Operations;

/// <summary>A module of functions that only compute, with a page of memory: each has its own type, and is exported by its number.</summary>
sealed class OperationModule
{
    readonly List<byte[]> _types = [], _bodies = [], _exports = [];

    /// <summary>Exports the memory.</summary>
    public void ExportMemory() => _exports.Add([.. ModuleBytes.Name("memory"), 2, 0]);

    /// <summary>Adds a function.</summary>
    /// <returns>Its index.</returns>
    public int Add(ValueType[] parameters, ValueType result, ValueType[] locals, Code code, bool export)
    {
        var index = _bodies.Count;
        _types.Add([0x60, (byte)parameters.Length, .. parameters.Select(type => (byte)type), 1, (byte)result]);
        byte[] body = [(byte)locals.Length, .. locals.SelectMany(type => new byte[] { 1, (byte)type }), .. code.Bytes, (byte)Opcode.End];
        _bodies.Add([.. ModuleBytes.Number((uint)body.Length), .. body]);
        if (export) _exports.Add([.. ModuleBytes.Name(NameOf(index)), 0, .. ModuleBytes.Number((uint)index)]);
        return index;
    }

    /// <summary>The name of a function's export.</summary>
    public static string NameOf(int index) => index.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The module.</summary>
    public byte[] ToArray() =>
    [
        0, .. "asm"u8, 1, 0, 0, 0,
        .. Section(1, _types), .. Section(3, [.. Enumerable.Range(0, _bodies.Count).Select(index => ModuleBytes.Number((uint)index))]), .. Section(5, [[0, 1]]), .. Section(7, _exports), .. Section(10, _bodies),
    ];

    static byte[] Section(byte id, List<byte[]> items) => ModuleBytes.Section(id, [.. ModuleBytes.Number((uint)items.Count), .. items.SelectMany(item => item)]);
}
