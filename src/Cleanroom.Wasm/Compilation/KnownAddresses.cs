using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm.Compilation;

/// <summary>
/// What earlier instructions, on every path to the current one, have ensured about addresses in locals: how far behind the address the memory reaches, and
/// whether its page is marked. Memories do not shrink and marks stay while a guest runs, so calls change nothing.
/// </summary>
sealed class KnownAddresses(LocalValues values)
{
    readonly record struct Block(int Facts, int First, bool IsLoop);

    /// <summary>How many facts are searched: older ones are seldom asked for.</summary>
    const int MaxSearched = 32;

    readonly GrowingArray<KnownAddress> _facts = new();
    readonly GrowingArray<Block> _blocks = new();
    int _first;
    int _loops;

    /// <summary>True inside a loop.</summary>
    public bool IsInLoop => _loops > 0;

    /// <summary>Enters a block that is not a loop.</summary>
    public void Enter() => _blocks.Add(new Block(_facts.Count, _first, IsLoop: false));

    /// <summary>Enters a loop. At its start, the locals that it sets may hold another value than before.</summary>
    /// <param name="set">These locals, or null when they are not known: then nothing is known at first.</param>
    public void EnterLoop(IEnumerable<int>? set)
    {
        _blocks.Add(new Block(_facts.Count, _first, IsLoop: true));
        _loops++;
        if (set is not null)
        {
            foreach (var local in set) values.Set(local, null);
            return;
        }
        values.Join();
        _first = _facts.Count;
    }

    /// <summary>Begins the second arm of an <c>if</c>, which does not follow the first.</summary>
    public void EnterElse() => Forget(_blocks.Last.Facts);

    /// <summary>Leaves a block: what was ensured inside may have been skipped by a branch.</summary>
    public void Leave()
    {
        var (facts, first, isLoop) = _blocks.RemoveLast();
        Forget(facts);
        _first = first;
        if (isLoop) _loops--;
    }

    /// <summary>Returns what is known about an address, or null.</summary>
    public KnownAddress? Find(LocalValue? address)
    {
        if (address is not { } value) return null;
        for (var i = _facts.Count - 1; i >= Math.Max(_first, _facts.Count - MaxSearched); i--)
        {
            var fact = _facts[i];
            // So near after an address in the memory, a sum has not wrapped.
            var distance = value.Delta - fact.Address.Delta;
            if (fact.Address.Root == value.Root && distance <= fact.End) return fact with { Distance = distance };
        }
        return null;
    }

    /// <summary>Notes that this many bytes from an address on are in the memory, and whether its page is marked.</summary>
    public void Note(LocalValue address, ulong end, bool isMarked)
    {
        if (Find(address) is not { } known) _facts.Add(new KnownAddress(address, end, isMarked));
        else if (isMarked && !known.Marks(end)) _facts.Add(new KnownAddress(address, Math.Max(end, known.End - known.Distance), IsMarked: true));
        else if (!known.Contains(end)) _facts.Add(known with { End = known.Distance + end });
    }

    void Forget(int count)
    {
        values.Join();
        _facts.Cut(count);
    }
}
