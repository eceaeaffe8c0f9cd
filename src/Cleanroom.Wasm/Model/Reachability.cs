namespace Cleanroom.Wasm.Model;

/// <summary>Determines which functions a call can reach.</summary>
static class Reachability
{
    /// <summary>
    /// Returns the imports that a function can reach, in ascending order. An indirect call is assumed to reach every function of the element segments; tables
    /// filled by the host and functions called back by the host are not considered.
    /// </summary>
    public static IReadOnlyList<int> ImportsFrom(ModuleDefinition module, int function)
    {
        var seen = new bool[module.Functions.Count];
        var open = new GrowingArray<int>();
        var sawTables = false;
        Add(function);
        while (open.Count > 0)
        {
            var next = open.RemoveLast();
            if (next < module.ImportedFunctions) continue;
            var facts = module.Facts[next - module.ImportedFunctions];
            foreach (var callee in facts.Calls.Items) Add(callee);
            if (!facts.CallsIndirectly || sawTables) continue;
            sawTables = true;
            foreach (var segment in module.ElementSegments)
                foreach (var item in segment.Items)
                    if (item.Opcode == Opcode.RefFunc) Add((int)item.Bits);
        }
        var imports = new List<int>();
        for (var import = 0; import < module.ImportedFunctions; import++)
            if (seen[import]) imports.Add(import);
        return imports;

        void Add(int found)
        {
            if (seen[found]) return;
            seen[found] = true;
            open.Add(found);
        }
    }
}
