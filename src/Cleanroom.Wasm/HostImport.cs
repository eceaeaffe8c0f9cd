using System.Reflection.Emit;
using Cleanroom.Wasm.Compilation;
using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm;

/// <summary>Knows host functions that are compiled into modules: calls of them are direct, without a delegate or a lookup.</summary>
public interface IHostImports
{
    /// <summary>The host function for an import, or null to leave it to the <see cref="Linker"/>.</summary>
    HostImport? Resolve(ImportDefinition import);
}

/// <summary>A host function as the body of a static method with the import's parameters and the calling <see cref="Instance"/> last.</summary>
/// <param name="Emit">Writes the body, up to and with <c>ret</c>. Members that it names may be internal to the assemblies in <paramref name="Assemblies"/>.</param>
/// <param name="Inline">True to ask the compiler to inline the body into callers.</param>
/// <param name="Assemblies">Assemblies whose internal members the body uses.</param>
public sealed record HostImport(Action<ILGenerator> Emit, bool Inline, params IReadOnlyList<System.Reflection.Assembly> Assemblies)
{
    /// <summary>Emits a load of the store's <see cref="Store.State"/>; the instance is the argument of this index.</summary>
    public static void EmitLoadState(ILGenerator il, int instanceArgument)
    {
        ArgumentNullException.ThrowIfNull(il);
        il.LoadArgument(instanceArgument);
        il.Emit(OpCodes.Ldfld, RuntimeMembers.State);
    }
}
