using Cleanroom.Bridge.Json;
using Cleanroom.Bridge.Text;

namespace Cleanroom.Bridge.Translations;

/// <summary>
/// Reads the texts of a catalogue from a JSON object. Names of nested objects and array positions are joined by dots; numbers and booleans are used as
/// written, nulls are skipped.
/// </summary>
ref struct CatalogueReader
{
    /// <summary>Maximum size of a key in bytes.</summary>
    public const int MaxKeyBytes = 1024;

    /// <summary>Maximum size of a text in bytes.</summary>
    public const int MaxTextBytes = 64 << 10;

    const int MaxJsonBytes = 8 << 20;
    const int MaxDepth = 32;

    readonly JsonTree _tree;
    readonly Dictionary<byte[], byte[]> _texts;
    readonly Span<byte> _key;

    CatalogueReader(JsonTree tree, Dictionary<byte[], byte[]> texts, Span<byte> key)
    {
        _tree = tree;
        _texts = texts;
        _key = key;
    }

    /// <summary>Reads a catalogue. Returns an error message, or null.</summary>
    public static string? Read(ReadOnlySpan<byte> json, out Dictionary<byte[], byte[]> texts)
    {
        texts = Catalogue.NewTexts();
        if (json.Length > MaxJsonBytes) return $"the JSON text has {json.Length} bytes, the limit is {MaxJsonBytes}";
        var tree = new JsonTree();
        if (!tree.Parse(json)) return $"the JSON text is not valid: {tree.Error}";
        if (tree.Root.Kind != JsonKind.Object) return "the JSON text is no object";
        Span<byte> key = stackalloc byte[MaxKeyBytes];
        return new CatalogueReader(tree, texts, key).Add(tree.Root, 0, 0);
    }

    readonly string? Add(in JsonNode node, int keyLength, int depth)
    {
        if (node.Kind is not (JsonKind.Object or JsonKind.Array)) return AddText(node, _key[..keyLength]);
        if (depth == MaxDepth) return $"objects are nested deeper than {MaxDepth}";
        var isObject = node.Kind == JsonKind.Object;
        Span<byte> position = stackalloc byte[11];
        for (int i = 0, child = node.Start; i < node.Length; i++, child = _tree[child].Next)
        {
            ReadOnlySpan<byte> name = isObject ? _tree.Bytes(_tree[child]) : position[..Text.NumberFormat.WriteInteger(i, position)];
            var length = keyLength;
            if (depth > 0 && length < _key.Length) _key[length++] = (byte)'.';
            if (!name.TryCopyTo(_key[length..])) return $"a key has more than {MaxKeyBytes} bytes";
            if (Add(_tree[isObject ? child + 1 : child], length + name.Length, depth + 1) is { } error) return error;
        }
        return null;
    }

    readonly string? AddText(in JsonNode node, ReadOnlySpan<byte> key)
    {
        var text = node.Kind switch
        {
            JsonKind.Null => default,
            JsonKind.True => "true"u8,
            JsonKind.False => "false"u8,
            _ => _tree.Bytes(node),
        };
        if (text.Length > MaxTextBytes) return $"a text has {text.Length} bytes, the limit is {MaxTextBytes}";
        if (node.Kind != JsonKind.Null) _texts[key.ToArray()] = text.ToArray();
        return null;
    }
}
