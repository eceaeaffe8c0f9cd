namespace Cleanroom.Bridge.Text;

/// <summary>The parts of a text between separators, for <c>foreach</c>. There is always at least one.</summary>
ref struct TextParts(ReadOnlySpan<byte> text, ReadOnlySpan<byte> separator)
{
    readonly ReadOnlySpan<byte> _separator = separator;
    ReadOnlySpan<byte> _rest = text;

    // With an empty separator there is an empty part before and after the scalar values, but an empty text is one part.
    bool _edge = separator.IsEmpty && !text.IsEmpty;
    bool _ended;

    /// <summary>The current part.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>The enumerator is the sequence.</summary>
    public readonly TextParts GetEnumerator() => this;

    /// <summary>Advances to the next part.</summary>
    public bool MoveNext()
    {
        if (_ended) return false;
        if (_edge)
        {
            _edge = false;
            Current = default;
            return true;
        }
        var length = _separator.IsEmpty ? _rest.IsEmpty ? -1 : Utf8Scalars.FirstLength(_rest) : ByteSearch.IndexOf(_rest, _separator);
        _ended = length < 0;
        Current = _ended ? _rest : _rest[..length];
        if (!_ended) _rest = _rest[(length + _separator.Length)..];
        return true;
    }
}
