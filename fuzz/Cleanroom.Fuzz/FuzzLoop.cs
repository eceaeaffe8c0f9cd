using System.Threading.Channels;
using Cleanroom.Fuzz.Cases;
using Cleanroom.Fuzz.Comparing;
using Cleanroom.Fuzz.Generating;
using Cleanroom.Fuzz.Running;

namespace Cleanroom.Fuzz;

/// <summary>How long a run goes on and where it starts.</summary>
/// <param name="Count">Most cases.</param>
/// <param name="Time">Longest time.</param>
/// <param name="Seed">Seed of the first case; each further one has the next number.</param>
sealed record Budget(int Count, TimeSpan Time, ulong Seed);

/// <summary>Takes modules from a source, runs them in Node, in a second peer where one is given, and in every engine, and keeps the differences.</summary>
sealed class FuzzLoop(string verb, IModuleSource source, Binaryen binaryen, IReadOnlyList<IRunner> engines, IRunner? second = null) : IDisposable
{
    const int MadeAhead = 32;
    static readonly Verdict TimeInEngine = new(VerdictKind.NotComparable, "time (engine)");

    readonly NodeRunner _node = new();

    /// <summary>In how many cases the second peer did the same to the end.</summary>
    public int SameInSecond { get; private set; }

    /// <summary>Runs until the budget is used up. Returns the exit code: 1 when there were differences.</summary>
    public async Task<int> RunAsync(Budget budget)
    {
        Console.WriteLine($"{verb}: seed {budget.Seed}");
        using var time = new CancellationTokenSource(budget.Time);
        using var findings = new Findings();
        var tally = new Tally();
        var candidates = Channel.CreateBounded<Candidate>(MadeAhead);
        var making = Task.Run(() => MakeAsync(candidates.Writer, budget, time.Token));
        await foreach (var candidate in candidates.Reader.ReadAllAsync())
        {
            if (time.IsCancellationRequested) break;
            findings.Begin(candidate);
            var (verdict, calls) = await TryAsync(candidate);
            tally.Add(verdict, calls);
            if (tally.Cases % 1000 == 0) Console.WriteLine(tally.Progress());
        }
        await time.CancelAsync();
        await making;
        tally.Print(verb);
        if (second is not null) Console.WriteLine($"  same in {second.Name,-15} {SameInSecond,8}");
        return tally.Differences > 0 ? 1 : 0;
    }

    /// <summary>Runs one case and reports a difference.</summary>
    public async Task<(Verdict Verdict, int Calls)> TryAsync(Candidate candidate)
    {
        var fuzzCase = FuzzCase.Plan(candidate.Bytes, candidate.Seed);
        var (verdict, engine, node) = await CompareAsync(fuzzCase);
        // On a busy machine a second may pass without the guest: only the second time counts.
        if (verdict == TimeInEngine) (verdict, engine, node) = await CompareAsync(fuzzCase);
        if (verdict.Kind == VerdictKind.Different && fuzzCase.Definition is not null && await IsOnlyNaNAsync(candidate))
            verdict = new Verdict(VerdictKind.NotComparable, "bits of NaN");
        if (verdict.Kind == VerdictKind.Different) Findings.Write(verb, candidate, fuzzCase, verdict, engine, node);
        else if (await CompareWithSecondAsync(fuzzCase, engine) is var (other, outcome))
        {
            if (other.Kind == VerdictKind.Same) SameInSecond++;
            if (other.Kind == VerdictKind.Different) Findings.Write(verb, candidate, fuzzCase, verdict = other, engine, outcome);
        }
        // Slow here and not in Node: no difference, but worth a look.
        if (verdict == TimeInEngine) Console.WriteLine($"SLOW seed {candidate.Seed}, {candidate.Origin}");
        return (verdict, fuzzCase.Calls.Count);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var engine in engines) engine.Dispose();
        second?.Dispose();
        _node.Dispose();
    }

    async Task<(Verdict Verdict, Outcome Engine, Outcome Node)> CompareAsync(FuzzCase fuzzCase)
    {
        var node = _node.RunAsync(fuzzCase);
        var outcomes = engines.Select(engine => engine.RunAsync(fuzzCase)).ToList();
        var found = new List<(Verdict Verdict, Outcome Engine)>();
        for (var i = 0; i < engines.Count; i++)
        {
            var verdict = Comparer.Compare(await outcomes[i], await node);
            if (verdict.Kind == VerdictKind.Different) verdict = verdict with { Reason = $"{engines[i].Name}: {verdict.Reason}" };
            found.Add((verdict, await outcomes[i]));
        }
        // The kinds are in the order of what they say.
        var (worst, engineOutcome) = found.MaxBy(one => one.Verdict.Kind);
        return (worst, engineOutcome, await node);
    }

    // The second peer is asked where both sides accept the module: about behaviour, not about validity.
    async Task<(Verdict Verdict, Outcome Outcome)?> CompareWithSecondAsync(FuzzCase fuzzCase, Outcome engine, bool mayHaveNaN = true)
    {
        if (second is null || engine.Refusal is not null) return null;
        var outcome = await second.RunAsync(fuzzCase);
        var verdict = Comparer.Compare(engine, outcome);
        if (verdict.Kind == VerdictKind.Different && mayHaveNaN && binaryen.WithoutNaN(fuzzCase.Bytes) is { } bytes)
        {
            var without = FuzzCase.Plan(bytes, fuzzCase.Seed);
            if (await CompareWithSecondAsync(without, await engines[0].RunAsync(without), mayHaveNaN: false) is not { Verdict.Kind: VerdictKind.Different }) return null;
        }
        return (verdict with { Reason = $"{second.Name}: {verdict.Reason}" }, outcome);
    }

    // The bits of a NaN are left open by the specification. What differs only until every NaN is made zero is no difference.
    async Task<bool> IsOnlyNaNAsync(Candidate candidate) =>
        binaryen.WithoutNaN(candidate.Bytes) is { } bytes
        && (await CompareAsync(FuzzCase.Plan(bytes, candidate.Seed))).Verdict.Kind is VerdictKind.Same or VerdictKind.NotComparable;

    async Task MakeAsync(ChannelWriter<Candidate> writer, Budget budget, CancellationToken time)
    {
        try
        {
            var seed = budget.Seed;
            for (var made = 0; made < budget.Count && !time.IsCancellationRequested; seed++)
            {
                if (source.Make(seed) is not { } candidate) continue;
                await writer.WriteAsync(candidate, time);
                made++;
            }
            writer.Complete();
        }
        catch (OperationCanceledException)
        {
            writer.Complete();
        }
        catch (Exception failure)
        {
            writer.Complete(failure);
        }
    }
}
