using System.Text.Json;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Modules;

/// <summary>The compiler generation of a module, and what follows from it for the host (contract, abi 4 to 6).</summary>
public sealed record ModuleGeneration
{
    const string BuildSection = "clean:build";

    /// <summary>The exact compiler version if the module states it, else null.</summary>
    public string? CompilerVersion { get; init; }

    /// <summary>The known version or range: <c>0.33.154</c>, <c>0.20.22 – 0.30.37</c>, <c>guide</c>.</summary>
    public string Description { get; init; } = "unknown";

    /// <summary>The deciding feature of the module.</summary>
    public string Fingerprint { get; init; } = "";

    /// <summary>True for modules made by a compiler: they export <c>malloc</c> or <c>__heap_ptr</c>.</summary>
    public bool IsCompilerMade { get; init; }

    /// <summary>True for modules written for the implementer's guide: heap pointer at address 0, no <c>malloc</c>.</summary>
    public bool IsGuide { get; init; }

    /// <summary>True when <c>string_compare</c> returns 1 for equal and 0 for different (modules of 0.23.0–0.30.47).</summary>
    public bool CompareAnswersEquality { get; init; }

    /// <summary>True when <c>_json_encode (i)i</c> takes a box instead of a text (0.33.135 and 0.33.136).</summary>
    public bool JsonEncodeTakesBox { get; init; }

    /// <summary>True when programs unpack the arguments of <c>http_*</c> twice (0.17.x: <c>malloc</c> without <c>__heap_ptr</c>; contract, abi 6).</summary>
    public bool HttpUnpacksTwice { get; init; }

    static ModuleGeneration Guide { get; } = new() { IsGuide = true, Description = "guide" };

    /// <summary>Detects the generation of a module by its fingerprints.</summary>
    public static ModuleGeneration Detect(ModuleDefinition module)
    {
        var compilerMade = module.FindExport("malloc") is not null || module.FindExport("__heap_ptr") is not null;
        if (ReadVersion(module) is { } version)
            return new ModuleGeneration
            {
                CompilerVersion = version,
                Description = version,
                Fingerprint = "custom section clean:build",
                IsCompilerMade = compilerMade,
                JsonEncodeTakesBox = version is "0.33.135" or "0.33.136",
            };
        if (!compilerMade && !VersionRange.HasSignOfOldCompilers(module)) return Guide with { Fingerprint = "no malloc, no __heap_ptr, no sign of a compiler" };
        var (lowest, highest, fingerprints) = VersionRange.Narrow(module);
        return new ModuleGeneration
        {
            Description = $"{lowest ?? "…"} – {highest ?? "…"}",
            Fingerprint = string.Join("; ", fingerprints),
            IsCompilerMade = compilerMade,
            CompareAnswersEquality = compilerMade && IsMemory(module, 16, 64),
            HttpUnpacksTwice = module.FindExport("malloc") is not null && module.FindExport("__heap_ptr") is null,
        };
    }

    /// <summary>Returns the generation for a user's text: <c>guide</c>, or a compiler version. Null for anything else.</summary>
    public static ModuleGeneration? Named(string text)
    {
        const string fingerprint = "--abi";
        if (text == "guide") return Guide with { Fingerprint = fingerprint };
        if (!VersionRange.IsVersion(text)) return null;
        return new ModuleGeneration
        {
            CompilerVersion = text,
            Description = text,
            Fingerprint = fingerprint,
            IsCompilerMade = true,
            CompareAnswersEquality = VersionRange.IsBetween(text, "0.23.0", "0.30.47"),
            JsonEncodeTakesBox = VersionRange.IsBetween(text, "0.33.135", "0.33.136"),
            HttpUnpacksTwice = VersionRange.IsBetween(text, "0.17.0", "0.20.21"),
        };
    }

    /// <summary>Returns the compiler version that a module states, even if the module is not valid; or null.</summary>
    public static string? FindCompilerVersion(ReadOnlyMemory<byte> bytes) =>
        ModuleSections.Of(bytes).FirstOrDefault(section => section is { IsCustom: true, Name: BuildSection }) is { } section ? ReadVersion(section.Content) : null;

    internal static bool IsMemory(ModuleDefinition module, uint minimum, uint maximum) => module.Memories.Count == 1 && module.Memories[0] == new MemoryType(minimum, maximum);

    static string? ReadVersion(ModuleDefinition module) =>
        module.CustomSections.FirstOrDefault(section => section.Name == BuildSection) is { } section ? ReadVersion(section.Content) : null;

    static string? ReadVersion(ReadOnlyMemory<byte> build)
    {
        try
        {
            // A reader, not a document: this runs in every start.
            var json = new Utf8JsonReader(build.Span);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject) return null;
            string? version = null;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var isVersion = json.ValueTextEquals("compiler_version"u8);
                json.Read();
                if (isVersion && json.TokenType == JsonTokenType.String) version = json.GetString();
                else json.Skip();
            }
            return json.TokenType == JsonTokenType.EndObject && !json.Read() ? version : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
