using System.Reflection;
using System.Runtime.CompilerServices;
using Cleanroom.Wasm.Execution;

namespace Cleanroom.Wasm.Compilation;

/// <summary>The runtime members that compiled code uses, looked up once.</summary>
static class RuntimeMembers
{
    const BindingFlags Any = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    public static readonly FieldInfo Control = Field<Instance>(nameof(Instance.Control));
    public static readonly FieldInfo MemoryBase = Field<Instance>(nameof(Instance.MemoryBase));
    public static readonly FieldInfo Globals = Field<Instance>(nameof(Instance.Globals));
    public static readonly FieldInfo Table0 = Field<Instance>(nameof(Instance.Table0));
    public static readonly FieldInfo Tables = Field<Instance>(nameof(Instance.Tables));
    public static readonly FieldInfo Imports = Field<Instance>(nameof(Instance.Imports));
    public static readonly FieldInfo References = Field<Instance>(nameof(Instance.References));
    public static readonly FieldInfo State = Field<Instance>(nameof(Instance.State));
    public static readonly FieldInfo HostTarget = Field<Instance>(nameof(Instance.HostTarget));
    public static readonly FieldInfo ReferenceResults = Field<Instance>(nameof(Instance.ReferenceResults));
    public static readonly FieldInfo ReferenceValue = Field<ReferenceCell>(nameof(ReferenceCell.Value));
    public static readonly FieldInfo StackLimit = Field<ControlBlock>(nameof(ControlBlock.StackLimit));
    public static readonly FieldInfo Interrupt = Field<ControlBlock>(nameof(ControlBlock.Interrupt));
    public static readonly FieldInfo FunctionCode = Field<Function>(nameof(Function.Code));
    public static readonly FieldInfo FunctionInstance = Field<Function>(nameof(Function.Instance));
    public static readonly FieldInfo ValueBits = Field<Value>(nameof(Value.Bits));
    public static readonly FieldInfo ValueObject = Field<Value>(nameof(Value.Object));
    public static readonly MethodInfo Unreachable = Method(typeof(Traps), nameof(Traps.Unreachable));
    public static readonly MethodInfo Stop = Method(typeof(Traps), nameof(Traps.Stop));
    public static readonly MethodInfo CallerOf = Method(typeof(HostCalls), nameof(HostCalls.CallerOf));
    public static readonly ConstructorInfo NewCaller = typeof(Caller).GetConstructor(Any & ~BindingFlags.Static, [typeof(Instance)])!;
    public static readonly MethodInfo Enter = Method(typeof(Activation), nameof(Activation.Enter));
    public static readonly MethodInfo Leave = Method(typeof(Activation), nameof(Activation.Leave));
    public static readonly MethodInfo NeedsTranslation = Method(typeof(Activation), nameof(Activation.NeedsTranslation));
    public static readonly MethodInfo Translate = Method(typeof(Function), nameof(Function.Translate));
    public static readonly MethodInfo Callee = Method(typeof(TableOperations), nameof(TableOperations.Callee));

    static readonly Dictionary<string, MethodInfo> ArithmeticMethods = MethodsOf(typeof(Arithmetic));
    static readonly Dictionary<string, MethodInfo> MemoryMethods = MethodsOf(typeof(MemoryOperations));
    static readonly Dictionary<string, MethodInfo> TableMethods = MethodsOf(typeof(TableOperations));

    public static MethodInfo Arithmetic(string name) => ArithmeticMethods[name];

    /// <summary>
    /// Returns a field of <c>Opaque</c>, whose class is initialized first, so that compiled code needs no initialization check.
    /// </summary>
    public static FieldInfo Opaque(string name)
    {
        RuntimeHelpers.RunClassConstructor(typeof(Opaque).TypeHandle);
        return typeof(Opaque).GetField(name, Any)!;
    }

    public static MethodInfo MinMax(string name) => typeof(MinMax).GetMethod(name, Any)!;

    public static MethodInfo Memory(string name) => MemoryMethods[name];

    public static MethodInfo Table(string name) => TableMethods[name];

    static FieldInfo Field<T>(string name) => typeof(T).GetField(name, Any)!;

    static MethodInfo Method(Type type, string name) => type.GetMethod(name, Any)!;

    static Dictionary<string, MethodInfo> MethodsOf(Type type) =>
        type.GetMethods(Any | BindingFlags.DeclaredOnly).Where(method => method.IsStatic).ToDictionary(method => method.Name);
}
