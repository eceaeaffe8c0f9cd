namespace Cleanroom.Wasm.Compilation;

/// <summary>
/// What the locals hold, as far as the order of the code tells: which of them hold the value of another one, plus a constant. Where paths meet, that is
/// forgotten.
/// </summary>
sealed class LocalValues(int count)
{
    struct Local
    {
        public int Version;
        public int Period;
        public LocalValue Copied;
    }

    readonly Local[] _locals = new Local[count];
    int _period = 1;

    /// <summary>The value that a local holds.</summary>
    public LocalValue Of(int local) => _locals[local].Period == _period ? _locals[local].Copied : new LocalValue(local, _locals[local].Version, 0);

    /// <summary>Records that a local was set, to a value of another one or to one that is not known.</summary>
    public void Set(int local, LocalValue? value)
    {
        ref var changed = ref _locals[local];
        changed.Version++;
        changed.Period = value is null ? 0 : _period;
        changed.Copied = value ?? default;
    }

    /// <summary>Paths meet here.</summary>
    public void Join() => _period++;
}
