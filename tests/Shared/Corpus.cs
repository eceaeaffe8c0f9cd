namespace Cleanroom.Tests;

/// <summary>The real modules that print something: each with its expected output.</summary>
static class Corpus
{
    /// <summary>Programs that need a server to talk to.</summary>
    static readonly string[] NeedServers = ["07_http"];

    /// <summary>Paths of the programs below the shared modules, without their ending; one placeholder where the modules are missing.</summary>
    public static TheoryData<string> Programs()
    {
        var data = new TheoryData<string>();
        if (SharedData.Root is not { } root)
        {
            data.Add("(all)");
            return data;
        }
        var modules = Path.Combine(root, "modules");
        foreach (var expected in Directory.EnumerateFiles(modules, "*.expected", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            if (!NeedServers.Contains(Path.GetFileNameWithoutExtension(expected))) data.Add(Path.ChangeExtension(Path.GetRelativePath(modules, expected), null));
        return data;
    }

    /// <summary>The modules that every host has to refuse.</summary>
    public static TheoryData<string> Rejected()
    {
        var data = new TheoryData<string>();
        if (SharedData.Root is not { } root)
        {
            data.Add("(all)");
            return data;
        }
        foreach (var module in Directory.EnumerateFiles(Path.Combine(root, "modules", "rejected"), "*.wasm").Order(StringComparer.Ordinal)) data.Add(Path.GetFileName(module));
        return data;
    }

    /// <summary>A file of a program; skips the test where the modules are missing.</summary>
    public static string File(string program, string ending) => SharedData.Require("modules", program + ending);

    /// <summary>Standard input of a program, or null.</summary>
    public static byte[]? Input(string program) => File(program, ".stdin") is var path && System.IO.File.Exists(path) ? System.IO.File.ReadAllBytes(path) : null;
}
