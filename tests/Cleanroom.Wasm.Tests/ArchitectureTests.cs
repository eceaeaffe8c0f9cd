namespace Cleanroom.Wasm.Tests;

/// <summary>The folders of the engine (docs/architecture.md).</summary>
public sealed class ArchitectureTests
{
    // From what everything uses to what nothing uses.
    static readonly string[] Order = ["Model", "Format", "Validation", "Execution", "Compilation", "Diagnostics"];

    [Fact]
    public void Folders_use_only_those_before_them() => Assert.Empty(FolderDependencies.Of(typeof(Engine).Assembly).Against(Order));

    [Fact]
    public void Engine_references_nothing_but_the_base_class_library() =>
        Assert.All(typeof(Engine).Assembly.GetReferencedAssemblies(), static reference => Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, reference.Name + ".dll")), reference.Name));

    [Fact]
    public void What_users_touch_is_in_the_root_namespace() =>
        Assert.All(typeof(Engine).Assembly.GetExportedTypes(), static type => Assert.Equal("Cleanroom.Wasm", type.Namespace));
}
