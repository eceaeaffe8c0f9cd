using System.Text;
using Cleanroom.Tests;

namespace Cleanroom.Bridge.Tests.Modules;

/// <summary>Writes a module that has the signs of a generation and does nothing.</summary>
sealed class MadeModule
{
    readonly List<byte[]> _imports = [], _exports = [];
    readonly List<(string Name, string Content)> _sections = [];
    (byte Minimum, ushort? Maximum) _memory = (1, null);
    bool _hasWordAtZero;

    public MadeModule Imports(params string[] names)
    {
        foreach (var name in names)
        {
            var dot = name.StartsWith("memory_runtime.", StringComparison.Ordinal) ? "memory_runtime".Length : -1;
            _imports.Add([.. ModuleBytes.Name(dot < 0 ? "env" : name[..dot]), .. ModuleBytes.Name(name[(dot + 1)..]), 0, 0]);
        }
        return this;
    }

    /// <summary>Exports functions, or the heap pointer by its name.</summary>
    public MadeModule Exports(params string[] names)
    {
        foreach (var name in names) _exports.Add(name == "__heap_ptr" ? [.. ModuleBytes.Name(name), 3, 0] : [.. ModuleBytes.Name(name), 0, 0xFF]);
        return this;
    }

    public MadeModule Memory(byte minimum, ushort? maximum = null)
    {
        _memory = (minimum, maximum);
        return this;
    }

    public MadeModule WordAtZero()
    {
        _hasWordAtZero = true;
        return this;
    }

    public MadeModule Section(string name, string content)
    {
        _sections.Add((name, content));
        return this;
    }

    public byte[] Build()
    {
        var bytes = new List<byte>([0, .. "asm"u8, 1, 0, 0, 0]);
        // Type 0 is that of imports, type 1 of the one function.
        Add(1, [2, 0x60, 0, 0, 0x60, 1, 0x7F, 1, 0x7F]);
        Add(2, [(byte)_imports.Count, .. _imports.SelectMany(import => import)]);
        Add(3, [1, 1]);
        Add(5, _memory.Maximum is { } maximum ? [1, 1, _memory.Minimum, .. ModuleBytes.Number(maximum)] : [1, 0, _memory.Minimum]);
        Add(6, [1, 0x7F, 1, 0x41, 0x80, 0x20, 0x0B]);
        byte function = (byte)_imports.Count;
        Add(7, [(byte)(_exports.Count + 1), .. ModuleBytes.Name("memory"), 2, 0, .. _exports.SelectMany(export => export).Select(part => part == 0xFF ? function : part)]);
        Add(10, [1, 4, 0, 0x20, 0, 0x0B]);
        if (_hasWordAtZero) Add(11, [1, 0, 0x41, 0, 0x0B, 4, 0, 4, 0, 0]);
        foreach (var (name, content) in _sections) Add(0, [.. ModuleBytes.Name(name), .. Encoding.UTF8.GetBytes(content)]);
        return [.. bytes];

        void Add(byte id, byte[] content) => bytes.AddRange(ModuleBytes.Section(id, content));
    }
}
