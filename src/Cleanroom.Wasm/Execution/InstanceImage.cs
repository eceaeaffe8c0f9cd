namespace Cleanroom.Wasm.Execution;

/// <summary>A snapshot of an instance: memory, globals, tables, dropped segments.</summary>
sealed class InstanceImage
{
    readonly Instance _source;
    readonly MemoryImage? _memory;
    readonly long[] _globals;
    readonly bool[] _dataDropped;

    public InstanceImage(Instance source)
    {
        _source = source;
        _memory = source.Memory is { } memory ? new MemoryImage(memory) : null;
        _globals = source.GlobalValues.ToArray();
        _dataDropped = [.. source.DataDropped];
    }

    /// <summary>Pages of the memory; 0 without one.</summary>
    public uint MemoryPages => _memory?.Pages ?? 0;

    /// <summary>Initializes a new instance of the same module with this state. Returns the data for later resets.</summary>
    public ReferenceImage Apply(Instance instance)
    {
        if (_memory is not null)
        {
            var memory = instance.Memory!;
            if (memory.Pages < _memory.Pages) throw new InsufficientMemoryException($"no memory for {_memory.Pages} pages: the limit of the store is {memory.MaxPages} pages");
            _memory.CopyTo(memory);
        }
        var references = new ReferenceImage(_source, instance);
        RestoreNumbers(instance);
        references.Restore(instance, force: true);
        return references;
    }

    /// <summary>Resets an instance to this state.</summary>
    public void Reset(Instance instance, ReferenceImage references)
    {
        _memory?.Reset(instance.Memory!, instance.Module!.TracksWrites);
        RestoreNumbers(instance);
        references.Restore(instance, force: false);
    }

    void RestoreNumbers(Instance instance)
    {
        _globals.CopyTo(instance.GlobalValues);
        _dataDropped.CopyTo(instance.DataDropped, 0);
    }
}

/// <summary>The references of an image, with the source's functions replaced by those of one instance.</summary>
sealed class ReferenceImage
{
    readonly object?[][] _tables;
    readonly object?[]?[] _elements;
    readonly object?[] _globals;
    readonly bool _hasGlobals;

    public ReferenceImage(Instance source, Instance target)
    {
        _tables = [.. source.Tables.Select(table => Translate(table.Elements))];
        _elements = [.. source.Elements.Select(items => items is null ? null : Translate(items))];
        _globals = Translate([.. source.References.Select(cell => cell?.Value)]);
        _hasGlobals = source.References.Any(cell => cell is not null);

        object?[] Translate(object?[] values) =>
            [.. values.Select(value => value is not Function function ? value
                : function.Index >= 0 && function.Instance == source ? target.FunctionAt(function.Index)
                : function.Instance.HostCaller == source ? function.BindTo(target) : function)];
    }

    public void Restore(Instance instance, bool force)
    {
        for (var i = 0; i < _tables.Length; i++)
        {
            var table = instance.Tables[i];
            if (!force && !table.IsChanged) continue;
            table.IsChanged = false;
            if (table.Elements.Length == _tables[i].Length) _tables[i].CopyTo(table.Elements, 0);
            else table.Elements = [.. _tables[i]];
        }
        if (_elements.Length > 0) _elements.CopyTo(instance.Elements, 0);
        if (!_hasGlobals) return;
        for (var i = 0; i < _globals.Length; i++)
            if (instance.References[i] is { } cell) cell.Value = _globals[i];
    }
}
