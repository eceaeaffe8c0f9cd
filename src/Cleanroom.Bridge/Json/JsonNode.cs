namespace Cleanroom.Bridge.Json;

/// <summary>
/// A value of a <see cref="JsonTree"/>. A member of an object is two adjacent nodes: the name's string node, then the value's; only the name is linked to the
/// next member.
/// </summary>
struct JsonNode
{
    const int KindShift = 28;
    const uint LengthMask = (1u << KindShift) - 1;

    uint _kindAndLength;

    /// <summary>The kind.</summary>
    public JsonKind Kind
    {
        readonly get => (JsonKind)(_kindAndLength >> KindShift);
        set => _kindAndLength = (uint)value << KindShift | _kindAndLength & LengthMask;
    }

    /// <summary>Bytes of a string or number; number of values of an array; number of members of an object.</summary>
    public int Length
    {
        readonly get => (int)(_kindAndLength & LengthMask);
        set => _kindAndLength = _kindAndLength & ~LengthMask | (uint)value;
    }

    /// <summary>Where the bytes of a string or number start; the first child of an array or object.</summary>
    public int Start;

    /// <summary>The next value of the array or the next name of the object, or 0: node 0 is the root and follows nothing.</summary>
    public int Next;
}
