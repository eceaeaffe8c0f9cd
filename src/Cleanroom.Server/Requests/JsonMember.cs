using System.Text;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Json;

namespace Cleanroom.Server.Requests;

/// <summary>Finds members of JSON objects.</summary>
static class JsonMember
{
    /// <summary>Reads a member of an object as programs expect it: a string as is, "" for null, otherwise JSON. False when the member is missing.</summary>
    public static bool TryGet(Guest guest, ReadOnlySpan<byte> json, ReadOnlySpan<byte> key, out GuestString value)
    {
        value = default;
        if (json.IsEmpty || !guest.State<JsonTree>().Parse(json) || !TryFind(guest.State<JsonTree>(), key, out var node)) return false;
        guest.Scratch.ResetWrittenCount();
        var output = new JsonOutput(guest.Scratch);
        JsonTreeText.WritePlain(guest.State<JsonTree>(), node, output);
        value = guest.NewResult(guest.Scratch.WrittenSpan);
        return true;
    }

    /// <summary>True when an object has a member.</summary>
    public static bool Has(Guest guest, ReadOnlySpan<byte> json, ReadOnlySpan<byte> key) => !json.IsEmpty && guest.State<JsonTree>().Parse(json) && TryFind(guest.State<JsonTree>(), key, out _);

    /// <summary>Returns a value as an id or role: a string as is, a number as written; null for anything else.</summary>
    public static string? Scalar(JsonTree tree, in JsonNode node) => node.Kind is JsonKind.String or JsonKind.Number ? Encoding.UTF8.GetString(tree.Bytes(node)) : null;

    /// <summary>Finds a member of the root object.</summary>
    public static bool TryFind(JsonTree tree, ReadOnlySpan<byte> key, out JsonNode value)
    {
        value = default;
        if (tree.Root.Kind != JsonKind.Object) return false;
        for (int i = 0, name = tree.Root.Start; i < tree.Root.Length; i++, name = tree[name].Next)
            if (key.SequenceEqual(tree.Bytes(tree[name])))
            {
                value = tree[name + 1];
                return true;
            }
        return false;
    }
}
