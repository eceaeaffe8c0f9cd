using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.Json;

/// <summary>
/// Builds any boxes from a parsed text: boxes all the way down, in one block of guest memory, so that a large document costs one allocation instead of one
/// per value.
/// </summary>
ref struct BoxBuilder
{
    const uint BoxSize = 16;

    readonly JsonTree _tree;
    readonly uint _base;
    readonly Span<byte> _block;
    uint _used;

    BoxBuilder(JsonTree tree, uint address, Span<byte> block)
    {
        _tree = tree;
        _base = address;
        _block = block;
    }

    /// <summary>Builds the boxes. Returns false when they would exceed the limit of a result.</summary>
    public static bool TryBuild(Guest guest, JsonTree tree, out GuestPointer box)
    {
        box = default;
        var size = Measure(tree, tree.Root);
        if (size > JsonLimits.Bytes) return false;
        box = guest.NewBlock((uint)size);
        var builder = new BoxBuilder(tree, box.Address, guest.Memory.Slice(box.Address, (uint)size));
        builder.Build(tree.Root);
        return true;
    }

    static ulong Measure(JsonTree tree, in JsonNode node)
    {
        ulong size = BoxSize;
        if (node.Kind == JsonKind.String) return size + StringSize(node);
        if (node.Kind is not (JsonKind.Array or JsonKind.Object)) return size;
        JsonTreeText.EnsureStack();
        var isObject = node.Kind == JsonKind.Object;
        size += Aligned(4 + (ulong)node.Length * (isObject ? 8u : 4u));
        for (int i = 0, child = node.Start; i < node.Length; i++, child = tree[child].Next)
            size += isObject ? StringSize(tree[child]) + Measure(tree, tree[child + 1]) : Measure(tree, tree[child]);
        return size;
    }

    static ulong StringSize(in JsonNode node) => Aligned(4 + (ulong)node.Length);

    static ulong Aligned(ulong size) => size + 7 & ~7UL;

    // Returns the address of the box.
    uint Build(in JsonNode node)
    {
        var at = Take(BoxSize);
        switch (node.Kind)
        {
            case JsonKind.Null: break;
            case JsonKind.False or JsonKind.True: Set(at, BoxTag.Boolean, node.Kind == JsonKind.True ? 1u : 0u); break;
            case JsonKind.Number: SetNumber(at, _tree.Bytes(node)); break;
            case JsonKind.String: Set(at, BoxTag.String, String(node)); break;
            case JsonKind.Array: Set(at, BoxTag.Array, Array(node)); break;
            default: Set(at, BoxTag.Object, Object(node)); break;
        }
        return _base + at;
    }

    uint Array(in JsonNode node)
    {
        JsonTreeText.EnsureStack();
        var at = Take(Aligned(4 + (ulong)node.Length * 4));
        PutWord(at, (uint)node.Length);
        for (int i = 0, child = node.Start; i < node.Length; i++, child = _tree[child].Next)
            PutWord(at + 4 + (uint)i * 4, Build(_tree[child]));
        return _base + at;
    }

    uint Object(in JsonNode node)
    {
        JsonTreeText.EnsureStack();
        var at = Take(Aligned(4 + (ulong)node.Length * 8));
        PutWord(at, (uint)node.Length);
        for (int i = 0, name = node.Start; i < node.Length; i++, name = _tree[name].Next)
        {
            PutWord(at + 4 + (uint)i * 8, String(_tree[name]));
            PutWord(at + 8 + (uint)i * 8, Build(_tree[name + 1]));
        }
        return _base + at;
    }

    uint String(in JsonNode node)
    {
        var at = Take(StringSize(node));
        PutWord(at, (uint)node.Length);
        _tree.Bytes(node).CopyTo(_block[(int)(at + 4)..]);
        return _base + at;
    }

    // Generated code reads only the low word of tag 1, so any value outside 32 bits is a number. "-0" would lose its sign as an integer.
    readonly void SetNumber(uint at, ReadOnlySpan<byte> digits)
    {
        if (Utf8Parser.TryParse(digits, out int integer, out var used) && used == digits.Length && !digits.SequenceEqual("-0"u8))
        {
            Set(at, BoxTag.Integer, (uint)integer);
            PutWord(at + 8, integer < 0 ? uint.MaxValue : 0);
            return;
        }
        PutWord(at, (uint)BoxTag.Number);
        BinaryPrimitives.WriteDoubleLittleEndian(_block[(int)(at + 4)..], double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture));
    }

    readonly void Set(uint at, BoxTag tag, uint word)
    {
        PutWord(at, (uint)tag);
        PutWord(at + 4, word);
    }

    readonly void PutWord(uint at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(_block[(int)at..], value);

    uint Take(ulong size)
    {
        var at = _used;
        _used += (uint)size;
        return at;
    }
}
