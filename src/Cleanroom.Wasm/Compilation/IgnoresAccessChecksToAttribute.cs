namespace System.Runtime.CompilerServices;

/// <summary>Recognized by the runtime by its name: an assembly with this attribute may use the internal members of the named one.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
sealed class IgnoresAccessChecksToAttribute(string assemblyName) : Attribute
{
    public string AssemblyName { get; } = assemblyName;
}
