using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Modules;

/// <summary>Narrows down the compiler version of a module that does not state it (contract, abi 4).</summary>
static class VersionRange
{
    /// <param name="Description">Description of the feature.</param>
    /// <param name="IsPresent">Returns true for modules that have it.</param>
    /// <param name="Lowest">The first version of modules that have it, or null.</param>
    /// <param name="Highest">The last version, or null.</param>
    sealed record Sign(string Description, Func<ModuleDefinition, bool> IsPresent, string? Lowest, string? Highest);

    static readonly Sign SmallestMemory = new("memory 1/16", module => ModuleGeneration.IsMemory(module, 1, 16), null, "0.17.2");
    static readonly Sign SmallMemory = new("memory 16/64", module => ModuleGeneration.IsMemory(module, 16, 64), "0.17.3", "0.30.49");
    static readonly Sign Methods = new("import integer.toString or string.length", module => Imports(module, "integer.toString") || Imports(module, "string.length"), "2025-08", "0.16");
    static readonly Sign SimplePrint = new("import print_simple", module => Imports(module, "print_simple"), "2025-06-14", "2025-07-11");
    static readonly Sign MemorySection = new("custom section clean:memory", module => module.CustomSections.Any(section => section.Name == "clean:memory"), "0.30.56", null);

    // In the order of the contract: of contradicting signs, the earlier one wins.
    static readonly Sign[] Signs =
    [
        MemorySection,
        Import("_json_encode_v2", "0.33.138"),
        Import("_arena_scope_push", "0.30.391"),
        Import("error", "0.30.243"),
        Import("_state_reset_all", "0.30.147"),
        Import("print_integer", "0.30.135"),
        Export("scope_push", "0.30.330"),
        Export("__heap_ptr", "0.20.22"),
        Export("malloc", "0.17.0"),
        Import("mem_scope_push", "0.17.3"),
        new("word 1024 at address 0", HasWordAtZero, "0.15.0", "0.30.37"),
        SmallestMemory,
        SmallMemory,
        new("memory 32/256", module => ModuleGeneration.IsMemory(module, 32, 256), "0.30.50", "0.30.50"),
        new("memory 32/1024", module => ModuleGeneration.IsMemory(module, 32, 1024), "0.30.51", "0.30.55"),
        Methods,
        SimplePrint,
        new("no import of memory_runtime", module => module.Imports.All(import => import.Module != "memory_runtime"), null, "2025-08-11"),
    ];

    // Programs that follow the guide import functions of later compilers, and their heap may start at 1024, so neither is evidence. Compilers that wrote that
    // word and no malloc declared the smallest memory.
    static readonly Sign[] OldCompilers = [MemorySection, SmallestMemory, SmallMemory, Methods, SimplePrint];

    /// <summary>
    /// True for a module that a compiler made although it has neither <c>malloc</c> nor <c>__heap_ptr</c>; other such modules follow the implementer's guide.
    /// </summary>
    public static bool HasSignOfOldCompilers(ModuleDefinition module) => OldCompilers.Any(sign => sign.IsPresent(module));

    /// <summary>Returns the lowest and highest version that the signs allow, and the deciding signs.</summary>
    public static (string? Lowest, string? Highest, IReadOnlyList<string> Fingerprints) Narrow(ModuleDefinition module)
    {
        Sign? lowest = null, highest = null;
        foreach (var sign in Signs)
        {
            if (!sign.IsPresent(module) || Contradicts(sign, lowest?.Lowest, highest?.Highest)) continue;
            if (sign.Lowest is not null && (lowest is null || Compare(sign.Lowest, lowest.Lowest!) > 0)) lowest = sign;
            if (sign.Highest is not null && (highest is null || Compare(sign.Highest, highest.Highest!) < 0)) highest = sign;
        }
        return (lowest?.Lowest, highest?.Highest, [.. new[] { lowest, highest }.OfType<Sign>().Select(sign => sign.Description).Distinct()]);
    }

    /// <summary>True for a compiler version: numbers separated by dots, or a date, as the first compilers used.</summary>
    public static bool IsVersion(string text) =>
        text.Length <= 32 && text.Split(text.Contains('-') ? '-' : '.') is { Length: 2 or 3 } parts && parts.All(part => part.Length > 0 && part.All(char.IsAsciiDigit));

    /// <summary>True for a version within a range.</summary>
    public static bool IsBetween(string version, string lowest, string highest) => Compare(version, lowest) >= 0 && Compare(version, highest) <= 0;

    static bool Contradicts(Sign sign, string? lowest, string? highest) =>
        sign.Lowest is not null && highest is not null && Compare(sign.Lowest, highest) > 0 || sign.Highest is not null && lowest is not null && Compare(sign.Highest, lowest) < 0;

    static Sign Import(string name, string lowest) => new($"import {name}", module => Imports(module, name), lowest, null);

    static Sign Export(string name, string lowest) => new($"export {name}", module => module.FindExport(name) is not null, lowest, null);

    static bool Imports(ModuleDefinition module, string name) => module.Imports.Any(import => import.Name == name);

    static bool HasWordAtZero(ModuleDefinition module) =>
        module.DataSegments.Any(segment => segment.Offset == 0 && segment.Content.Span.SequenceEqual((ReadOnlySpan<byte>)[0, 4, 0, 0]));

    // The first compilers used dates as versions; all of them precede 0.x.
    internal static int Compare(string left, string right)
    {
        if (left.Contains('-') || right.Contains('-')) return left.Contains('-') == right.Contains('-') ? string.CompareOrdinal(left, right) : left.Contains('-') ? -1 : 1;
        var (a, b) = (left.Split('.'), right.Split('.'));
        for (var i = 0; i < Math.Max(a.Length, b.Length); i++)
        {
            var difference = Number(a, i).CompareTo(Number(b, i));
            if (difference != 0) return difference;
        }
        return 0;

        // The module's own text need not be a number.
        static int Number(string[] parts, int index) => index < parts.Length && int.TryParse(parts[index], System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : 0;
    }
}
