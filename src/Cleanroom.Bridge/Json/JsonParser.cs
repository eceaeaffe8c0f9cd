namespace Cleanroom.Bridge.Json;

/// <summary>
/// Parses RFC 8259 text into nodes, without recursion. Strings are unescaped in place, which never makes them longer.
/// </summary>
ref struct JsonParser
{
    readonly Span<byte> _text;
    JsonNode[] _nodes;
    int _count;
    int _position;
    string? _error;

    public JsonParser(Span<byte> text, JsonNode[] nodes)
    {
        _text = text;
        _nodes = nodes;
    }

    /// <summary>The nodes in text order; the given array or a larger one.</summary>
    public readonly JsonNode[] Nodes => _nodes;

    /// <summary>Parses the text. Returns an error message, or null.</summary>
    public string? Parse()
    {
        Span<int> open = stackalloc int[JsonLimits.Depth];
        Span<int> last = stackalloc int[JsonLimits.Depth];
        var depth = 0;
        while (ReadValue(open, last, ref depth) && ReadEnds(open, last, ref depth))
            if (depth < 0) return null;
        return _error;
    }

    // Reads a value. A non-empty array or object stays open, and the loop continues with its first value.
    bool ReadValue(scoped Span<int> open, scoped Span<int> last, ref int depth)
    {
        while (true)
        {
            if (!TryPeek(out var first)) return Fail("the text ends where a value is expected");
            if (!TryAppend(out var index)) return false;
            if (depth > 0 && _nodes[open[depth - 1]].Kind == JsonKind.Array) Link(open[depth - 1], ref last[depth - 1], index);
            if (first is not ((byte)'[' or (byte)'{')) return ReadScalar(first, ref _nodes[index]);
            if (depth == JsonLimits.Depth) return Fail($"arrays and objects are nested deeper than {JsonLimits.Depth}");
            _nodes[index].Kind = first == '[' ? JsonKind.Array : JsonKind.Object;
            _nodes[index].Start = index + 1;
            _position++;
            if (!TryPeek(out var next)) return Fail("the text ends inside an array or object");
            // ']' is two code points after '[', and '}' after '{'.
            if (next == first + 2)
            {
                _position++;
                return true;
            }
            open[depth] = index;
            last[depth++] = 0;
            if (first == '{' && !ReadName(open[depth - 1], ref last[depth - 1])) return false;
        }
    }

    // Reads from the end of a value to where the next one is expected. Depth −1 means that the text is complete.
    bool ReadEnds(scoped Span<int> open, scoped Span<int> last, ref int depth)
    {
        while (true)
        {
            var more = TryPeek(out var next);
            if (depth == 0)
            {
                depth = -1;
                return !more || Fail("there is more text after the value");
            }
            ref var container = ref _nodes[open[depth - 1]];
            var isObject = container.Kind == JsonKind.Object;
            if (!more) return Fail("the text ends inside an array or object");
            _position++;
            if (next == ',') return !isObject || ReadName(open[depth - 1], ref last[depth - 1]);
            if (next != (isObject ? '}' : ']'))
            {
                _position--;
                return Fail(isObject ? "',' or '}' is expected" : "',' or ']' is expected");
            }
            if (isObject && container.Length > 1) DropDuplicates(ref container);
            depth--;
        }
    }

    bool ReadName(int container, ref int last)
    {
        if (!TryPeek(out var quote) || quote != '"') return Fail("a name in quotes is expected");
        if (!TryAppend(out var index)) return false;
        Link(container, ref last, index);
        if (!ReadScalar(quote, ref _nodes[index])) return false;
        if (!TryPeek(out var colon) || colon != ':') return Fail("':' is expected");
        _position++;
        return true;
    }

    readonly void Link(int container, ref int last, int index)
    {
        if (last != 0) _nodes[last].Next = index;
        last = index;
        _nodes[container].Length++;
    }

    bool ReadScalar(byte first, ref JsonNode node)
    {
        var scanner = new JsonScanner(_text, _position);
        var start = first == '"' ? _position + 1 : _position;
        var length = 0;
        var (kind, valid) = first switch
        {
            (byte)'"' => (JsonKind.String, scanner.TryString(out length)),
            (byte)'n' => (JsonKind.Null, scanner.TryLiteral("null"u8)),
            (byte)'t' => (JsonKind.True, scanner.TryLiteral("true"u8)),
            (byte)'f' => (JsonKind.False, scanner.TryLiteral("false"u8)),
            _ => (JsonKind.Number, scanner.TryNumber(out length)),
        };
        _position = scanner.Position;
        if (!valid) return Fail(kind == JsonKind.String ? "a string is not valid" : "a value is expected");
        node.Kind = kind;
        node.Start = start;
        node.Length = length;
        return true;
    }

    bool TryAppend(out int index)
    {
        index = _count;
        if (_count == _nodes.Length)
        {
            if (_count >= JsonLimits.Nodes) return Fail($"the text has more than {JsonLimits.Nodes} values");
            Array.Resize(ref _nodes, Math.Min(_count * 2, JsonLimits.Nodes));
        }
        _nodes[_count++] = default;
        return true;
    }

    bool TryPeek(out byte next)
    {
        while (_position < _text.Length)
        {
            next = _text[_position];
            if (next is not ((byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')) return true;
            _position++;
        }
        next = 0;
        return false;
    }

    bool Fail(string problem)
    {
        _error = $"{problem} at byte {_position}";
        return false;
    }

    readonly void DropDuplicates(ref JsonNode container)
    {
        using var names = new NameList(container.Length);
        for (int i = 0, name = container.Start; i < container.Length; i++, name = _nodes[name].Next)
            names.Set(i, name, (uint)_nodes[name].Start, (uint)_nodes[name].Length);
        if (!names.FindDuplicates(_text)) return;
        var count = 0;
        var previous = 0;
        for (var i = 0; i < names.Count; i++)
        {
            var shown = names.Shown(i);
            if (shown < 0) continue;
            var name = names.Id(i);
            if (shown != i) _nodes[name + 1] = _nodes[names.Id(shown) + 1];
            if (previous != 0) _nodes[previous].Next = name;
            previous = name;
            count++;
        }
        container.Length = count;
    }
}
