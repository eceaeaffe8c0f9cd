using System.Diagnostics;

namespace Cleanroom.Fuzz.Comparing;

/// <summary>Counts verdicts.</summary>
sealed class Tally
{
    readonly SortedDictionary<string, int> _reasons = new(StringComparer.Ordinal);
    readonly int[] _kinds = new int[Enum.GetValues<VerdictKind>().Length];
    readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>Cases so far.</summary>
    public int Cases { get; private set; }

    /// <summary>Calls of exported functions so far.</summary>
    public long Calls { get; private set; }

    /// <summary>Differences so far.</summary>
    public int Differences => _kinds[(int)VerdictKind.Different];

    /// <summary>Counts a case.</summary>
    public void Add(Verdict verdict, int calls)
    {
        Cases++;
        Calls += calls;
        _kinds[(int)verdict.Kind]++;
        if (verdict.Kind == VerdictKind.NotComparable) _reasons[verdict.Reason] = _reasons.GetValueOrDefault(verdict.Reason) + 1;
    }

    /// <summary>One line of progress.</summary>
    public string Progress() => $"{Cases} cases, {Differences} differences, {_clock.Elapsed.TotalSeconds:F0} s";

    /// <summary>The counts.</summary>
    public void Print(string verb)
    {
        Console.WriteLine($"{verb}: {Cases} cases with {Calls} calls in {_clock.Elapsed.TotalSeconds:F0} s");
        Console.WriteLine($"  same to the end         {_kinds[(int)VerdictKind.Same],8}");
        Console.WriteLine($"  refused by both         {_kinds[(int)VerdictKind.BothRefuse],8}");
        Console.WriteLine($"  same, not to the end    {_kinds[(int)VerdictKind.NotComparable],8}");
        foreach (var (reason, count) in _reasons) Console.WriteLine($"    {reason,-38} {count,8}");
        Console.WriteLine($"  different               {Differences,8}");
    }
}
