using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm.Format;

/// <summary>Decodes element and data segments.</summary>
static class SegmentDecoder
{
    public static ElementSegment ReadElementSegment(WasmReader reader)
    {
        var at = reader.Position;
        var flags = reader.ReadUInt32();
        if (flags > 7) throw reader.Error($"malformed element segment kind {flags}", at);
        var mode = (flags & 1) == 0 ? ElementMode.Active : (flags & 2) == 0 ? ElementMode.Passive : ElementMode.Declarative;
        var table = mode == ElementMode.Active && (flags & 2) != 0 ? (int)Math.Min(reader.ReadUInt32(), int.MaxValue) : 0;
        var offset = mode == ElementMode.Active ? ModuleDecoder.ReadConstantExpression(reader) : default;
        var usesExpressions = (flags & 4) != 0;
        var type = ValueType.FuncRef;
        if ((flags & 3) != 0)
        {
            var kindAt = reader.Position;
            if (usesExpressions) type = reader.ReadReferenceType();
            else if (reader.ReadByte() != 0) throw reader.Error("malformed element kind", kindAt);
        }
        var items = ModuleDecoder.ReadMany<ConstantExpression>(reader, ImplementationLimits.TableSize, "elements", usesExpressions
            ? ModuleDecoder.ReadConstantExpression
            : static r =>
            {
                var position = r.Position;
                return new ConstantExpression(Opcode.RefFunc, r.ReadUInt32(), ValueType.FuncRef, position);
            });
        return new ElementSegment(mode, type, table, offset, items, at);
    }

    public static DataSegment ReadDataSegment(WasmReader reader, ModuleDefinition module)
    {
        var at = reader.Position;
        var flags = reader.ReadUInt32();
        if (flags > 2) throw reader.Error($"malformed data segment kind {flags}", at);
        var memory = flags == 2 ? (int)Math.Min(reader.ReadUInt32(), int.MaxValue) : 0;
        var offset = flags != 1 ? ModuleDecoder.ReadConstantExpression(reader) : default;
        var length = reader.ReadCount(int.MaxValue, "bytes in a data segment");
        var start = reader.Position;
        reader.Skip(length);
        return new DataSegment(flags != 1 && offset.Opcode == Opcode.I32Const ? (uint)offset.Bits : null, flags != 1, module.Bytes.AsMemory(start, length))
        {
            Memory = memory,
            OffsetExpression = offset,
            Position = at,
        };
    }
}
