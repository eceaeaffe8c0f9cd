using System.Buffers.Text;

namespace Cleanroom.Bridge.Json;

/// <summary>
/// The path of <c>_json_get</c>: segments separated by dots. Arrays accept only decimal indexes, objects any member name; the empty path is the name "".
/// </summary>
static class JsonPath
{
    /// <summary>Finds a value in a parsed text.</summary>
    public static bool TryFind(JsonTree tree, ReadOnlySpan<byte> path, out JsonNode node)
    {
        node = tree.Root;
        foreach (var range in path.Split((byte)'.'))
            if (!TryStep(tree, path[range], ref node)) return false;
        return true;
    }

    /// <summary>Parses an array index: digits only, no sign, no leading zeros.</summary>
    public static bool TryIndex(ReadOnlySpan<byte> segment, out int index)
    {
        index = 0;
        return segment.Length > 0 && segment[0] is >= (byte)'0' and <= (byte)'9' && (segment.Length == 1 || segment[0] != '0')
            && Utf8Parser.TryParse(segment, out index, out var used) && used == segment.Length;
    }

    static bool TryStep(JsonTree tree, ReadOnlySpan<byte> segment, ref JsonNode node)
    {
        var child = node.Start;
        if (node.Kind == JsonKind.Array)
        {
            if (!TryIndex(segment, out var index) || index >= node.Length) return false;
            for (; index > 0; index--) child = tree[child].Next;
            node = tree[child];
            return true;
        }
        if (node.Kind != JsonKind.Object) return false;
        for (var i = 0; i < node.Length; i++, child = tree[child].Next)
            if (segment.SequenceEqual(tree.Bytes(tree[child])))
            {
                node = tree[child + 1];
                return true;
            }
        return false;
    }
}
