using Cleanroom.Wasm.Format;
using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm.Validation;

/// <summary>Validates whole modules.</summary>
sealed class ModuleValidator
{
    readonly ModuleDefinition _module;

    // Functions that ref.func may refer to inside bodies: those that occur outside of them.
    readonly bool[] _declaredFunctions;

    ModuleValidator(ModuleDefinition module) => (_module, _declaredFunctions) = (module, new bool[module.Functions.Count]);

    public static void Validate(ModuleDefinition module)
    {
        var validator = new ModuleValidator(module);
        validator.ValidateSizes();
        validator.ValidateGlobals();
        validator.ValidateExports();
        validator.ValidateStart();
        validator.ValidateElementSegments();
        validator.ValidateDataSegments();
        validator.ValidateBodies();
    }

    void ValidateSizes()
    {
        if (_module.Memories.Count > ImplementationLimits.Memories) throw WasmFormatException.Unsupported(Proposals.MultiMemory, $"{_module.Memories.Count} memories", -1);
        if (_module.Tables.Count > ImplementationLimits.Tables) throw new WasmFormatException($"{_module.Tables.Count} tables, at most {ImplementationLimits.Tables} are allowed");
    }

    void ValidateGlobals()
    {
        for (var i = 0; i < _module.GlobalInitializers.Length; i++)
            CheckConstant(_module.GlobalInitializers[i], _module.Globals[_module.ImportedGlobals + i].ValueType, "global");
    }

    void ValidateExports()
    {
        var names = new HashSet<string>();
        foreach (var export in _module.Exports)
        {
            if (!names.Add(export.Name)) throw new WasmFormatException($"duplicate export name \"{export.Name}\"", -1, "export");
            var count = export.Kind switch
            {
                ExternalKind.Function => _module.Functions.Count,
                ExternalKind.Table => _module.Tables.Count,
                ExternalKind.Memory => _module.Memories.Count,
                _ => _module.Globals.Count,
            };
            if (export.Index >= count) throw new WasmFormatException($"unknown {export.Kind.ToString().ToLowerInvariant()} {export.Index} in export \"{export.Name}\"", -1, "export");
            if (export.Kind == ExternalKind.Function) _declaredFunctions[export.Index] = true;
        }
    }

    void ValidateStart()
    {
        if (_module.StartFunction < 0) return;
        if (_module.StartFunction >= _module.Functions.Count) throw new WasmFormatException($"unknown function {_module.StartFunction}", _module.StartOffset, "start");
        var type = _module.Functions[_module.StartFunction];
        if (type.ParameterSpan.Length + type.ResultSpan.Length > 0) throw new WasmFormatException($"the start function must have type (), it has {type}", _module.StartOffset, "start", _module.StartFunction);
    }

    void ValidateElementSegments()
    {
        foreach (var segment in _module.ElementSegments)
        {
            foreach (var item in segment.Items) CheckConstant(item, segment.Type, "element");
            if (segment.Mode != ElementMode.Active) continue;
            if (segment.Table >= _module.Tables.Count) throw new WasmFormatException($"unknown table {segment.Table}", segment.Position, "element");
            var tableType = _module.Tables[segment.Table].ElementType;
            if (tableType != segment.Type) throw new WasmFormatException($"type mismatch: {segment.Type.Name()} elements for a table of {tableType.Name()}", segment.Position, "element");
            CheckConstant(segment.Offset, ValueType.I32, "element");
        }
    }

    void ValidateDataSegments()
    {
        foreach (var segment in _module.DataSegments)
        {
            if (!segment.IsActive) continue;
            if (segment.Memory >= _module.Memories.Count) throw new WasmFormatException($"unknown memory {segment.Memory}", segment.Position, "data");
            CheckConstant(segment.OffsetExpression, ValueType.I32, "data");
        }
    }

    void ValidateBodies()
    {
        _module.Facts = new FunctionFacts[_module.Bodies.Length];
        var validator = new FunctionValidator(_module, _declaredFunctions);
        for (var i = 0; i < _module.Bodies.Length; i++)
        {
            var index = _module.ImportedFunctions + i;
            try
            {
                _module.Facts[i] = validator.Validate(_module.Functions[index], _module.Bodies[i]);
            }
            catch (WasmFormatException error) when (error.FunctionIndex < 0)
            {
                throw error.InFunction(index, _module.FunctionName(index));
            }
        }
    }

    void CheckConstant(in ConstantExpression expression, ValueType expected, string section)
    {
        var type = expression.Type;
        if (expression.Opcode == Opcode.GlobalGet)
        {
            if (expression.Bits >= (ulong)_module.ImportedGlobals) throw new WasmFormatException($"unknown global {expression.Bits}: constant expressions may use imported globals only", expression.Position, section);
            var global = _module.Globals[(int)expression.Bits];
            if (global.IsMutable) throw new WasmFormatException($"constant expression required: global {expression.Bits} is mutable", expression.Position, section);
            type = global.ValueType;
        }
        else if (expression.Opcode == Opcode.RefFunc)
        {
            if (expression.Bits >= (ulong)_module.Functions.Count) throw new WasmFormatException($"unknown function {expression.Bits}", expression.Position, section);
            _declaredFunctions[(int)expression.Bits] = true;
        }
        if (type != expected) throw new WasmFormatException($"type mismatch: {expected.Name()} expected, {type.Name()} found", expression.Position, section);
    }
}
