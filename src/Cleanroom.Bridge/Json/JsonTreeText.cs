using System.Runtime.CompilerServices;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Json;

/// <summary>Writes parsed values as compact text, and as the text that <c>_json_get</c> returns.</summary>
static class JsonTreeText
{
    /// <summary>Writes a value as compact JSON; numbers keep their digits.</summary>
    public static void Write(JsonTree tree, in JsonNode node, JsonOutput output)
    {
        switch (node.Kind)
        {
            case JsonKind.Null: output.Raw("null"u8); break;
            case JsonKind.False: output.Raw("false"u8); break;
            case JsonKind.True: output.Raw("true"u8); break;
            case JsonKind.Number: output.Raw(tree.Bytes(node)); break;
            case JsonKind.String: output.String(tree.Bytes(node)); break;
            case JsonKind.Array: WriteArray(tree, node, output); break;
            default: WriteObject(tree, node, output); break;
        }
    }

    /// <summary>Writes a value the way programs read it: a string as is, "" for null, anything else as JSON.</summary>
    public static void WritePlain(JsonTree tree, in JsonNode node, JsonOutput output)
    {
        if (node.Kind == JsonKind.String) output.Raw(tree.Bytes(node));
        else if (node.Kind != JsonKind.Null) Write(tree, node, output);
    }

    static void WriteArray(JsonTree tree, in JsonNode node, JsonOutput output)
    {
        EnsureStack();
        output.Raw("["u8);
        for (int i = 0, child = node.Start; i < node.Length; i++, child = tree[child].Next)
        {
            if (i > 0) output.Raw(","u8);
            Write(tree, tree[child], output);
        }
        output.Raw("]"u8);
    }

    static void WriteObject(JsonTree tree, in JsonNode node, JsonOutput output)
    {
        EnsureStack();
        output.Raw("{"u8);
        for (int i = 0, name = node.Start; i < node.Length; i++, name = tree[name].Next)
        {
            if (i > 0) output.Raw(","u8);
            output.Name(tree.Bytes(tree[name]));
            Write(tree, tree[name + 1], output);
        }
        output.Raw("}"u8);
    }

    /// <summary>Traps when the thread's stack is nearly exhausted: the guest may have used most of it.</summary>
    public static void EnsureStack()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw new TrapException(TrapKind.CallStackExhausted);
    }
}
