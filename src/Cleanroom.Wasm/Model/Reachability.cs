namespace Cleanroom.Wasm.Model;

/// <summary>Which functions a call can lead to.</summary>
static class Reachability
{
    /// <summary>
    /// The imports that a function can come to call, in ascending order. An indirect call is taken to lead to every function of the element segments; tables
    /// that the host fills and functions that the host calls back are not known here.
    /// </summary>
    public static IReadOnlyList<int> ImportsFrom(ModuleDefinition module, int function)
    {
        var imports = new SortedSet<int>();
        var seen = new bool[module.Functions.Count];
        var open = new Stack<int>();
        var sawTables = false;
        Add(function);
        while (open.TryPop(out var next))
        {
            if (next < module.ImportedFunctions)
            {
                imports.Add(next);
                continue;
            }
            var facts = module.Facts[next - module.ImportedFunctions];
            foreach (var callee in facts.Calls) Add(callee);
            if (!facts.CallsIndirectly || sawTables) continue;
            sawTables = true;
            foreach (var segment in module.ElementSegments)
                foreach (var item in segment.Items)
                    if (item.Opcode == Opcode.RefFunc) Add((int)item.Bits);
        }
        return [.. imports];

        void Add(int found)
        {
            if (seen[found]) return;
            seen[found] = true;
            open.Push(found);
        }
    }
}
