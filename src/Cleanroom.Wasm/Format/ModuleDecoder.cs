using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm.Format;

/// <summary>Decodes the sections of a module.</summary>
sealed class ModuleDecoder
{
    const byte TagKind = 4;

    static readonly string[] SectionNames =
        ["custom", "type", "import", "function", "table", "memory", "global", "export", "start", "element", "code", "data", "data count"];

    // The data count section precedes the code section although its id is higher.
    static readonly int[] SectionOrder = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 10];

    readonly ModuleDefinition _module;
    readonly List<FunctionType> _functions = [];
    readonly List<TableType> _tables = [];
    readonly List<MemoryType> _memories = [];
    readonly List<GlobalType> _globals = [];
    readonly List<CustomSection> _customSections = [];
    FunctionType[] _types = [];
    int _definedFunctions;

    ModuleDecoder(ModuleDefinition module) => _module = module;

    public static ModuleDefinition Decode(byte[] bytes)
    {
        if (bytes.Length > ImplementationLimits.ModuleSize) throw new WasmFormatException($"the module has {bytes.Length} bytes, at most {ImplementationLimits.ModuleSize} are allowed");
        var module = new ModuleDefinition(bytes);
        new ModuleDecoder(module).DecodeSections(new WasmReader(bytes, 0, bytes.Length));
        return module;
    }

    void DecodeSections(WasmReader reader)
    {
        DecodeHeader(reader, _module.Bytes);
        var last = 0;
        while (!reader.AtEnd)
        {
            var at = reader.Position;
            var id = reader.ReadByte();
            if (id >= SectionNames.Length) throw reader.Unsupported(Proposals.OfSection(id), $"malformed section id {id}", at);
            var size = reader.ReadUInt32();
            if (size > (uint)reader.Remaining) throw reader.Error($"unexpected end: the {SectionNames[id]} section has {size} bytes, {reader.Remaining} are left", at);
            var section = reader.Slice((int)size, SectionNames[id]);
            if (id != 0)
            {
                if (SectionOrder[id] <= last) throw reader.Error($"unexpected {SectionNames[id]} section: sections must come once and in their order", at);
                last = SectionOrder[id];
            }
            DecodeSection(id, section);
            if (!section.AtEnd) throw section.Error($"section size mismatch: {section.Remaining} bytes are left over");
        }
        Finish();
    }

    static void DecodeHeader(WasmReader reader, ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith("\0asm"u8)) throw reader.Error($"not a WebAssembly module: {FileKinds.Describe(bytes) ?? "magic number \\0asm not found"}", 0);
        reader.Skip(4);
        if (reader.Remaining < 4) throw reader.Error("unexpected end: version expected");
        var version = reader.ReadBytes(4);
        // Two bytes for the version, two for the layer: 0 for modules, 1 for components.
        if (version[2..].SequenceEqual((ReadOnlySpan<byte>)[1, 0])) throw reader.Error("this is a WebAssembly component, not a core module", 4);
        if (!version.SequenceEqual((ReadOnlySpan<byte>)[1, 0, 0, 0])) throw reader.Error("unknown binary version, 1 expected", 4);
    }

    void DecodeSection(byte id, WasmReader reader)
    {
        switch (id)
        {
            case 0: DecodeCustom(reader); break;
            case 1: _types = ReadMany(reader, ImplementationLimits.Types, "types", ReadFunctionType); break;
            case 2: DecodeImports(reader); break;
            case 3:
                _definedFunctions = ReadMany(reader, ImplementationLimits.Functions, "functions", r =>
                {
                    _functions.Add(ReadTypeIndex(r));
                    return 0;
                }).Length;
                break;
            case 4: _tables.AddRange(ReadMany(reader, ImplementationLimits.Tables, "tables", ReadTableType)); break;
            case 5: _memories.AddRange(ReadMany(reader, ImplementationLimits.DeclaredMemories, "memories", ReadMemoryType)); break;
            case 6:
                _module.GlobalInitializers = ReadMany(reader, ImplementationLimits.Globals, "globals", r =>
                {
                    _globals.Add(ReadGlobalType(r));
                    return ReadConstantExpression(r);
                });
                break;
            case 7: _module.Exports = ReadMany(reader, ImplementationLimits.Exports, "exports", ReadExport); break;
            case 8:
                _module.StartOffset = reader.Position;
                _module.StartFunction = (int)Math.Min(reader.ReadUInt32(), int.MaxValue);
                break;
            case 9: _module.ElementSegments = ReadMany(reader, ImplementationLimits.ElementSegments, "element segments", SegmentDecoder.ReadElementSegment); break;
            case 10: DecodeCode(reader); break;
            case 11: _module.DataSegments = ReadMany(reader, ImplementationLimits.DataSegments, "data segments", r => SegmentDecoder.ReadDataSegment(r, _module)); break;
            default: _module.DeclaredDataCount = reader.ReadCount(ImplementationLimits.DataSegments, "data segments"); break;
        }
    }

    void Finish()
    {
        if (_definedFunctions != _module.Bodies.Length)
            throw new WasmFormatException($"function and code section have inconsistent lengths: {_definedFunctions} functions, {_module.Bodies.Length} bodies");
        if (_module.DeclaredDataCount >= 0 && _module.DeclaredDataCount != _module.DataSegments.Count)
            throw new WasmFormatException($"data count and data section have inconsistent lengths: {_module.DeclaredDataCount} declared, {_module.DataSegments.Count} found");
        _module.Types = _types;
        _module.Functions = _functions;
        _module.Tables = _tables;
        _module.Memories = _memories;
        _module.Globals = _globals;
        _module.CustomSections = _customSections;
        foreach (var section in _customSections)
            if (section.Name == "name") _module.FunctionNames = NameSection.ReadFunctionNames(section);
    }

    void DecodeCustom(WasmReader reader)
    {
        var name = reader.ReadName();
        _customSections.Add(new CustomSection(name, _module.Bytes.AsMemory(reader.Position, reader.Remaining)));
        reader.Skip(reader.Remaining);
    }

    void DecodeImports(WasmReader reader)
    {
        _module.Imports = ReadMany(reader, ImplementationLimits.Imports, "imports", ReadImport);
        _module.ImportedFunctions = _functions.Count;
        _module.ImportedTables = _tables.Count;
        _module.ImportedMemories = _memories.Count;
        _module.ImportedGlobals = _globals.Count;
    }

    ImportDefinition ReadImport(WasmReader reader)
    {
        var module = reader.ReadName();
        var name = reader.ReadName();
        var at = reader.Position;
        switch (reader.ReadByte())
        {
            case 0:
                var function = ReadTypeIndex(reader);
                _functions.Add(function);
                return new ImportDefinition(module, name, ExternalKind.Function, _functions.Count - 1, FunctionType: function);
            case 1:
                var table = ReadTableType(reader);
                _tables.Add(table);
                return new ImportDefinition(module, name, ExternalKind.Table, _tables.Count - 1, TableType: table);
            case 2:
                var memory = ReadMemoryType(reader);
                _memories.Add(memory);
                return new ImportDefinition(module, name, ExternalKind.Memory, _memories.Count - 1, MemoryType: memory);
            case 3:
                var global = ReadGlobalType(reader);
                _globals.Add(global);
                return new ImportDefinition(module, name, ExternalKind.Global, _globals.Count - 1, GlobalType: global);
            case TagKind: throw WasmFormatException.Unsupported(Proposals.Exceptions, $"the import {module}.{name} of a tag", at, "import");
            default: throw reader.Error("malformed import kind", at);
        }
    }

    void DecodeCode(WasmReader reader)
    {
        var index = _functions.Count - _definedFunctions;
        _module.Bodies = ReadMany(reader, ImplementationLimits.Functions, "function bodies", r => ReadBody(r, index++));
    }

    static FunctionBody ReadBody(WasmReader reader, int index)
    {
        var at = reader.Position;
        var size = reader.ReadUInt32();
        if (size > ImplementationLimits.BodySize) throw new WasmFormatException($"the body has {size} bytes, at most {ImplementationLimits.BodySize} are allowed", at, "code", index);
        var body = reader.Slice((int)size);
        var start = body.Position;
        var locals = new GrowingArray<ValueType>();
        for (var groups = body.ReadCount(int.MaxValue, "groups of locals"); groups > 0; groups--)
        {
            at = body.Position;
            var count = body.ReadUInt32();
            if (count > ImplementationLimits.Locals - locals.Count) throw new WasmFormatException($"too many locals: at most {ImplementationLimits.Locals} are allowed", at, "code", index);
            var type = body.ReadValueType();
            for (var i = 0u; i < count; i++) locals.Add(type);
        }
        return new FunctionBody(start, body.Position, body.End, locals.ToArray());
    }

    FunctionType ReadTypeIndex(WasmReader reader)
    {
        var at = reader.Position;
        var index = reader.ReadUInt32();
        return index < (uint)_types.Length ? _types[index] : throw reader.Error($"unknown type {index}", at);
    }

    static FunctionType ReadFunctionType(WasmReader reader)
    {
        var at = reader.Position;
        var form = reader.ReadByte();
        if (form != 0x60) throw reader.Unsupported(Proposals.OfDefinedType(form), "malformed function type: 0x60 expected", at);
        var parameters = ReadMany(reader, ImplementationLimits.Parameters, "parameters", static r => r.ReadValueType());
        return new FunctionType(parameters, ReadMany(reader, ImplementationLimits.Results, "results", static r => r.ReadValueType()));
    }

    static TableType ReadTableType(WasmReader reader)
    {
        var type = reader.ReadReferenceType();
        var at = reader.Position;
        var (minimum, maximum) = ReadLimits(reader);
        if (minimum > ImplementationLimits.TableSize) throw reader.Error($"a table of {minimum} slots, at most {ImplementationLimits.TableSize} are allowed", at);
        return new TableType(type, minimum, maximum);
    }

    static MemoryType ReadMemoryType(WasmReader reader)
    {
        var at = reader.Position;
        var (minimum, maximum) = ReadLimits(reader);
        if (minimum > MemoryType.MaxPages || maximum > MemoryType.MaxPages) throw reader.Error("memory size must be at most 65536 pages (4GiB)", at);
        return new MemoryType(minimum, maximum);
    }

    static (uint Minimum, uint? Maximum) ReadLimits(WasmReader reader)
    {
        var at = reader.Position;
        var flag = reader.ReadByte();
        if (flag > 1) throw reader.Unsupported(Proposals.OfLimits(flag), "malformed limits flag", at);
        var minimum = reader.ReadUInt32();
        if (flag == 0) return (minimum, null);
        var maximum = reader.ReadUInt32();
        return maximum >= minimum ? (minimum, maximum) : throw reader.Error("size minimum must not be greater than maximum", at);
    }

    static GlobalType ReadGlobalType(WasmReader reader)
    {
        var type = reader.ReadValueType();
        var at = reader.Position;
        var mutability = reader.ReadByte();
        return mutability <= 1 ? new GlobalType(type, mutability == 1) : throw reader.Error("malformed mutability", at);
    }

    static ExportDefinition ReadExport(WasmReader reader)
    {
        var name = reader.ReadName();
        var at = reader.Position;
        var kind = reader.ReadByte();
        if (kind == TagKind) throw WasmFormatException.Unsupported(Proposals.Exceptions, $"the export {name} of a tag", at, "export");
        if (kind > 3) throw reader.Error("malformed export kind", at);
        return new ExportDefinition(name, (ExternalKind)kind, (int)Math.Min(reader.ReadUInt32(), int.MaxValue));
    }

    /// <summary>Reads a constant expression: one constant instruction and <c>end</c>.</summary>
    public static ConstantExpression ReadConstantExpression(WasmReader reader)
    {
        var at = reader.Position;
        var opcode = reader.ReadByte();
        var expression = (Opcode)opcode switch
        {
            Opcode.I32Const => new ConstantExpression(Opcode.I32Const, (uint)reader.ReadInt32(), ValueType.I32, at),
            Opcode.I64Const => new ConstantExpression(Opcode.I64Const, (ulong)reader.ReadInt64(), ValueType.I64, at),
            Opcode.F32Const => new ConstantExpression(Opcode.F32Const, reader.ReadFloat32Bits(), ValueType.F32, at),
            Opcode.F64Const => new ConstantExpression(Opcode.F64Const, reader.ReadFloat64Bits(), ValueType.F64, at),
            Opcode.GlobalGet => new ConstantExpression(Opcode.GlobalGet, reader.ReadUInt32(), default, at),
            Opcode.RefNull => new ConstantExpression(Opcode.RefNull, 0, reader.ReadReferenceType(), at),
            Opcode.RefFunc => new ConstantExpression(Opcode.RefFunc, reader.ReadUInt32(), ValueType.FuncRef, at),
            Opcode.End => throw reader.Error("type mismatch: a constant expression must leave one value", at),
            _ => throw NotConstant(reader, opcode, at),
        };
        at = reader.Position;
        var next = reader.ReadByte();
        if (next == (byte)Opcode.End) return expression;
        throw ExtendsConstant((Opcode)next)
            ? WasmFormatException.Unsupported(Proposals.ExtendedConstants, "a constant expression of more than one instruction", at, reader.Section)
            : reader.Error("constant expression required: end expected after one instruction", at);
    }

    static bool ExtendsConstant(Opcode opcode) => opcode is Opcode.I32Const or Opcode.I64Const or Opcode.GlobalGet or >= Opcode.I32Add and <= Opcode.I32Mul or >= Opcode.I64Add and <= Opcode.I64Mul;

    static WasmFormatException NotConstant(WasmReader reader, byte opcode, int at)
    {
        if (OpcodeTable.Find(opcode) is { } row) return reader.Error($"constant expression required, {row.Name} found", at);
        var hasNumber = opcode is >= 0xFB and <= 0xFE;
        return reader.Unsupported(Proposals.OfInstruction(opcode, hasNumber ? reader.ReadUInt32() : 0), $"illegal opcode 0x{opcode:x2}", at);
    }

    public static T[] ReadMany<T>(WasmReader reader, int maximum, string what, Func<WasmReader, T> read)
    {
        var items = new T[Math.Min(reader.ReadCount(maximum, what) is var count ? count : 0, Math.Max(reader.Remaining, 1))];
        if (items.Length < count) throw reader.Error($"unexpected end: {count} {what} declared");
        for (var i = 0; i < items.Length; i++) items[i] = read(reader);
        return items;
    }
}
