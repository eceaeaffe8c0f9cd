using System.Text;
using System.Text.Unicode;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.Json;

/// <summary>
/// A parsed JSON text: order is kept, of duplicate names the last value at the first position, strings unescaped, numbers as written. A guest reuses one
/// tree, which remembers the last text, so that a program that reads a document field by field parses it once.
/// </summary>
sealed class JsonTree : IGuestState<JsonTree>
{
    const int MaxKeptBytes = 1 << 20;
    const int MaxKeptNodes = MaxKeptBytes / 12;

    byte[] _source = [];
    int _sourceLength = -1;
    byte[] _text = [];
    JsonNode[] _nodes = new JsonNode[16];

    public static JsonTree Create(Guest guest) => new();

    /// <summary>The error in the last text, or null when it is valid.</summary>
    public string? Error { get; private set; }

    /// <summary>The root value of a valid text.</summary>
    public ref readonly JsonNode Root => ref _nodes[0];

    /// <summary>Returns a value or name by index.</summary>
    public ref readonly JsonNode this[int index] => ref _nodes[index];

    /// <summary>Returns the bytes of a string, unescaped, or of a number, as written.</summary>
    public ReadOnlySpan<byte> Bytes(in JsonNode node) => _text.AsSpan(node.Start, node.Length);

    /// <summary>Parses a text. Invalid UTF-8 counts as U+FFFD.</summary>
    /// <returns>False when the text is invalid; <see cref="Error"/> then says why.</returns>
    public bool Parse(ReadOnlySpan<byte> source)
    {
        if (source.Length == _sourceLength && source.SequenceEqual(_source.AsSpan(0, _sourceLength))) return Error is null;
        _sourceLength = -1;
        Error = source.Length > JsonLimits.Bytes ? $"the text has {source.Length} bytes, the limit is {JsonLimits.Bytes}" : null;
        if (Error is not null) return false;
        Shrink(source.Length);
        Keep(ref _source, source);
        var length = source.Length;
        if (Utf8.IsValid(source))
        {
            Keep(ref _text, source);
        }
        else
        {
            _text = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(source));
            length = _text.Length;
        }
        var parser = new JsonParser(_text.AsSpan(0, length), _nodes);
        Error = parser.Parse();
        _nodes = parser.Nodes;
        _sourceLength = source.Length;
        return Error is null;
    }

    static void Keep(ref byte[] buffer, ReadOnlySpan<byte> bytes)
    {
        if (buffer.Length < bytes.Length) buffer = new byte[Math.Max(256, bytes.Length)];
        bytes.CopyTo(buffer);
    }

    // One large document must not keep its buffers for the rest of the guest's life.
    void Shrink(int needed)
    {
        if (needed > MaxKeptBytes) return;
        if (_source.Length > MaxKeptBytes) _source = [];
        if (_text.Length > MaxKeptBytes) _text = [];
        if (_nodes.Length > MaxKeptNodes) _nodes = new JsonNode[16];
    }
}
