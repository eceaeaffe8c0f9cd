using System.Text.Json;

namespace Cleanroom.Bench.Kernels;

/// <summary>A kernel with the argument it is measured with.</summary>
/// <param name="Name">The export's name.</param>
/// <param name="N">The argument.</param>
/// <param name="Result">What the kernel returns for it, in every engine.</param>
sealed record Kernel(string Name, int N, double Result)
{
    /// <summary>Reads <c>kernels.json</c>.</summary>
    public static IReadOnlyList<Kernel> LoadAll()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(BenchPaths.Resource("Kernels", "kernels.json")));
        return [.. document.RootElement.EnumerateArray().Select(row => new Kernel(
            row.GetProperty("kernel").GetString()!, row.GetProperty("n").GetInt32(), row.GetProperty("result").GetDouble()))];
    }
}
