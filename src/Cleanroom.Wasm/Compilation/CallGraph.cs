using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm.Compilation;

/// <summary>
/// Determines which functions check the stack limit (and thus the interrupt signal) on entry: those in a call cycle, those with indirect calls, and those
/// from which a chain of other functions could use too much stack or run too long without a check.
/// </summary>
sealed class CallGraph
{
    /// <summary>Maximum stack, in bytes, that a chain of functions may use without checking the limit.</summary>
    const int MaxUncheckedStack = 16 * 1024;

    /// <summary>
    /// Approximate maximum number of instructions that a call may execute without checking the interrupt signal; loops have their own check.
    /// </summary>
    const long MaxUncheckedWork = 2_000_000;

    readonly record struct Step(int Function, int NextCall);

    readonly ModuleDefinition _module;
    readonly int[] _order;
    readonly int[] _lowest;
    readonly bool[] _done;
    readonly long[] _stack;
    readonly long[] _work;
    int _visited;

    CallGraph(ModuleDefinition module)
    {
        _module = module;
        var count = module.Bodies.Length;
        _order = new int[count];
        _lowest = new int[count];
        _done = new bool[count];
        _stack = new long[count];
        _work = new long[count];
        InCycle = new bool[count];
        StackNeeds = new int[count];
    }

    /// <summary>For each defined function: whether it is in a call cycle.</summary>
    public bool[] InCycle { get; }

    /// <summary>For each defined function: bytes of stack that must be free on entry, or 0 when it has no check.</summary>
    public int[] StackNeeds { get; }

    public static CallGraph Of(ModuleDefinition module)
    {
        var graph = new CallGraph(module);
        for (var i = 0; i < module.Bodies.Length; i++)
            if (graph._order[i] == 0) graph.Visit(i);
        return graph;
    }

    // Tarjan's strongly connected components algorithm without recursion: components are found callees first.
    void Visit(int root)
    {
        var path = new GrowingArray<Step>();
        var open = new GrowingArray<int>();
        path.Add(new Step(root, 0));
        while (path.Count > 0)
        {
            var (function, next) = path.RemoveLast();
            if (next == 0)
            {
                _order[function] = _lowest[function] = ++_visited;
                open.Add(function);
            }
            var calls = _module.Facts[function].Calls;
            var descended = false;
            for (; next < calls.Count; next++)
            {
                var callee = calls[next] - _module.ImportedFunctions;
                if (callee < 0) continue;
                if (callee == function) InCycle[function] = true;
                if (_order[callee] == 0)
                {
                    path.Add(new Step(function, next + 1));
                    path.Add(new Step(callee, 0));
                    descended = true;
                    break;
                }
                if (!_done[callee]) _lowest[function] = Math.Min(_lowest[function], _order[callee]);
            }
            if (descended) continue;
            if (_lowest[function] == _order[function]) CloseComponent(open, function);
            if (path.Count > 0 && !_done[function]) _lowest[path.Last.Function] = Math.Min(_lowest[path.Last.Function], _lowest[function]);
        }
    }

    void CloseComponent(GrowingArray<int> open, int root)
    {
        var members = new GrowingArray<int>();
        int member;
        do
        {
            member = open.RemoveLast();
            members.Add(member);
        }
        while (member != root);
        foreach (var function in members.Items) InCycle[function] |= members.Count > 1;
        foreach (var function in members.Items) Measure(function);
        foreach (var function in members.Items) _done[function] = true;
    }

    void Measure(int function)
    {
        var facts = _module.Facts[function];
        var body = _module.Bodies[function];
        var parameters = _module.Functions[_module.ImportedFunctions + function].ParameterSpan.Length;
        // Twice eight bytes per value, because the machine code may keep a copy.
        var frame = 128 + 16L * (body.Locals.Length + parameters + facts.OperandDepth);
        long deepest = 0, work = body.End - body.CodeStart;
        foreach (var call in facts.Calls.Items)
        {
            var callee = call - _module.ImportedFunctions;
            if (callee < 0 || !_done[callee]) continue;
            deepest = Math.Max(deepest, _stack[callee]);
            work = Math.Min(work + _work[callee], long.MaxValue / 4);
        }
        var need = frame + deepest;
        if (InCycle[function] || facts.CallsIndirectly || need > MaxUncheckedStack || work > MaxUncheckedWork)
        {
            StackNeeds[function] = (int)Math.Min(need, int.MaxValue / 2);
            // Callers need to reserve this function's frame only up to its check.
            _stack[function] = 0;
            _work[function] = 16;
        }
        else
        {
            _stack[function] = need;
            _work[function] = work;
        }
    }
}
