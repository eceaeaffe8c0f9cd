namespace Cleanroom.Bench.Compiling;

/// <summary>A module on disk for the peer, as long as this object lives.</summary>
sealed class ModuleFile : IDisposable
{
    static int number;

    /// <summary>Writes the module with a custom section that no other has: Node keeps the code of modules whose bytes it knows.</summary>
    public ModuleFile(byte[] module)
    {
        var id = Interlocked.Increment(ref number);
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"cleanroom-bench-{Environment.ProcessId}-{id}.wasm");
        File.WriteAllBytes(Path, [.. module, 0, 6, 1, (byte)'n', .. BitConverter.GetBytes(id)]);
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    public void Dispose() => File.Delete(Path);
}
