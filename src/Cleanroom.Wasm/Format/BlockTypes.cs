namespace Cleanroom.Wasm.Format;

/// <summary>Resolves block types to parameter and result types.</summary>
static class BlockTypes
{
    const long Empty = -64;

    /// <summary>Returns the types, or null for an unknown block type.</summary>
    public static (ValueType[] Parameters, ValueType[] Results)? Of(ModuleDefinition module, long blockType)
    {
        if (blockType >= 0) return blockType < module.Types.Count && module.Types[(int)blockType] is var type ? (type.ParameterSpan.ToArray(), type.ResultSpan.ToArray()) : null;
        if (blockType == Empty) return ([], []);
        var code = (byte)(blockType & 0x7F);
        return blockType >= Empty && Format.WasmReader.IsValueType(code) ? ([], SingleResult[code - 0x6F]) : null;
    }

    static readonly ValueType[][] SingleResult = [.. Enumerable.Range(0x6F, 17).Select(code => new[] { (ValueType)code })];
}
