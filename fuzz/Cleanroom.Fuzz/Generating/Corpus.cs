using System.IO.Compression;

namespace Cleanroom.Fuzz.Generating;

/// <summary>Valid modules to start mutations from.</summary>
static class Corpus
{
    const int Generated = 200;

    /// <summary>Modules of the repository, of the shared test data when there are any, and generated ones.</summary>
    public static List<(string Name, byte[] Bytes)> Load(IModuleSource generator, ulong seed)
    {
        var modules = new List<(string, byte[])>();
        foreach (var folder in new[] { "tests", "examples" }) AddFolder(modules, Path.Combine(RepositoryPaths.Root, folder));
        if (RepositoryPaths.Shared is { } shared)
        {
            AddFolder(modules, Path.Combine(shared, "modules"));
            AddArchives(modules, Path.Combine(shared, "spec"));
        }
        for (var i = 0UL; i < Generated; i++)
            if (generator.Make(seed + i) is { } made) modules.Add((FormattableString.Invariant($"generated {made.Seed}"), made.Bytes));
        return modules;
    }

    static void AddFolder(List<(string, byte[])> modules, string folder)
    {
        if (!Directory.Exists(folder)) return;
        foreach (var file in Directory.EnumerateFiles(folder, "*.wasm", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            if (!file.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
                modules.Add((Path.GetFileName(file), File.ReadAllBytes(file)));
    }

    static void AddArchives(List<(string, byte[])> modules, string folder)
    {
        if (!Directory.Exists(folder)) return;
        foreach (var file in Directory.EnumerateFiles(folder, "*.zip").Order(StringComparer.Ordinal))
        {
            using var archive = ZipFile.OpenRead(file);
            foreach (var entry in archive.Entries.Where(entry => entry.Name.EndsWith(".wasm", StringComparison.Ordinal)))
            {
                using var stream = entry.Open();
                using var bytes = new MemoryStream();
                stream.CopyTo(bytes);
                modules.Add((entry.FullName, bytes.ToArray()));
            }
        }
    }
}
