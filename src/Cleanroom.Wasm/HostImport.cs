using System.Reflection.Emit;
using Cleanroom.Wasm.Compilation;
using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm;

/// <summary>Provides host functions that are compiled into modules: calls to them are direct, without a delegate or a lookup.</summary>
public interface IHostImports
{
    /// <summary>Returns the host function for an import, or null to leave it to the <see cref="Linker"/>.</summary>
    HostImport? Resolve(ImportDefinition import);
}

/// <summary>A host function as the body of a static method with the import's parameters, followed by the calling <see cref="Instance"/>.</summary>
/// <param name="Emit">Emits the body, including the final <c>ret</c>. It may use internal members of the assemblies in <paramref name="Assemblies"/>.</param>
/// <param name="Inline">True to ask the compiler to inline the body into callers.</param>
/// <param name="Assemblies">Assemblies whose internal members the body uses.</param>
public sealed record HostImport(Action<ILGenerator> Emit, bool Inline, params IReadOnlyList<System.Reflection.Assembly> Assemblies)
{
    /// <summary>Emits a load of the store's <see cref="Store.State"/>. The second argument is the index of the parameter that holds the instance.</summary>
    public static void EmitLoadState(ILGenerator il, int instanceArgument)
    {
        ArgumentNullException.ThrowIfNull(il);
        il.LoadArgument(instanceArgument);
        il.Emit(OpCodes.Ldfld, RuntimeMembers.State);
    }
}
