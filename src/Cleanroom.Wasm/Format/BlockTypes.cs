namespace Cleanroom.Wasm.Format;

/// <summary>Resolves block types to parameter and result types.</summary>
static class BlockTypes
{
    const long Empty = -64;
    const int FirstValueType = 0x6F;

    /// <summary>Returns the types, or null for an unknown block type.</summary>
    public static (ValueType[] Parameters, ValueType[] Results)? Of(ModuleDefinition module, long blockType)
    {
        if (blockType >= 0) return blockType < module.Types.Count && module.Types[(int)blockType] is var type ? (type.ParameterSpan.ToArray(), type.ResultSpan.ToArray()) : null;
        if (blockType == Empty) return ([], []);
        var code = (byte)(blockType & 0x7F);
        return blockType >= Empty && Format.WasmReader.IsValueType(code) ? ([], SingleResult[code - FirstValueType]) : null;
    }

    static readonly ValueType[][] SingleResult = MakeSingleResults();

    static ValueType[][] MakeSingleResults()
    {
        var results = new ValueType[0x80 - FirstValueType][];
        for (var index = 0; index < results.Length; index++) results[index] = [(ValueType)(FirstValueType + index)];
        return results;
    }
}
