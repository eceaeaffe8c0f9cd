using System.Reflection;
using System.Reflection.Emit;

namespace Cleanroom.Wasm.Compilation;

/// <summary>Creates the types that hold compiled code.</summary>
static class DynamicAssemblies
{
    static readonly AssemblyName Name = new("Cleanroom.Compiled");
    static readonly ConstructorInfo IgnoresAccessChecks = typeof(System.Runtime.CompilerServices.IgnoresAccessChecksToAttribute).GetConstructors()[0];

    /// <summary>Defines a static type in a new assembly that may use the internal members of this assembly and of others.</summary>
    public static TypeBuilder DefineType(string name, bool collectible, IEnumerable<Assembly> friends)
    {
        IEnumerable<string> names = friends.Append(typeof(DynamicAssemblies).Assembly).Select(assembly => assembly.GetName().Name!).Distinct();
        var assembly = AssemblyBuilder.DefineDynamicAssembly(Name, collectible ? AssemblyBuilderAccess.RunAndCollect : AssemblyBuilderAccess.Run,
            [.. names.Select(friend => new CustomAttributeBuilder(IgnoresAccessChecks, [friend]))]);
        return assembly.DefineDynamicModule(name).DefineType(name, TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit);
    }
}
