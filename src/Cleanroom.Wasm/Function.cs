using System.Runtime.CompilerServices;
using Cleanroom.Wasm.Compilation;
using Cleanroom.Wasm.Diagnostics;
using Cleanroom.Wasm.Execution;

namespace Cleanroom.Wasm;

/// <summary>A function of a guest or of the host. It can be called, imported and stored in tables.</summary>
public sealed unsafe class Function
{
    // Read by compiled code: an indirect call compares the id and calls the code with the instance as the last argument.
    internal readonly ulong TypeId;
    internal readonly nint Code;
    internal readonly Instance Instance;

    /// <summary>Index in its instance's module, or −1 for a host function.</summary>
    internal readonly int Index;

    internal Function(FunctionType type, nint code, Instance instance, int index = -1)
    {
        Index = index;
        Type = type;
        TypeId = type.Id;
        Code = code;
        Instance = instance;
    }

    /// <summary>Parameter and result types.</summary>
    public FunctionType Type { get; }

    /// <summary>A handle for finding this function in other instances of the same module, or null for a host function.</summary>
    public FunctionHandle? Handle => Index < 0 ? null : new FunctionHandle(Index);

    /// <summary>
    /// Creates a function from a delegate. Its parameters and result are int, uint, long, ulong, float, double, <see cref="Function"/> (funcref) or object
    /// (externref). A first parameter of type <see cref="Caller"/> receives the calling instance; a tuple returns several results.
    /// </summary>
    /// <exception cref="ArgumentException">A type of the delegate does not correspond to a WebAssembly type.</exception>
    public static Function FromDelegate(Delegate target) => HostShims.MakeFunction(target);

    /// <summary>Calls the function. The arguments must have the types of its parameters.</summary>
    /// <exception cref="TrapException">The guest was stopped.</exception>
    public void Invoke(ReadOnlySpan<Value> arguments, Span<Value> results)
    {
        if (arguments.Length != Type.ParameterSpan.Length) throw new ArgumentException($"{arguments.Length} arguments for a function of type {Type}", nameof(arguments));
        for (var i = 0; i < arguments.Length; i++)
            if (arguments[i].Type != Type.ParameterSpan[i]) throw new ArgumentException($"argument {i + 1} is {arguments[i].Type.Name()}, the function has type {Type}", nameof(arguments));
        if (results.Length < Type.ResultSpan.Length) throw new ArgumentException($"room for {results.Length} results, the function has type {Type}", nameof(results));
        var invoker = Invokers.For(Type);
        var activation = Activation.Enter(Instance);
        try
        {
            invoker(Code, ref Unsafe.AsRef(in System.Runtime.InteropServices.MemoryMarshal.GetReference(arguments)), ref System.Runtime.InteropServices.MemoryMarshal.GetReference(results), Instance);
        }
        catch (Exception fault) when (activation.NeedsTranslation(fault))
        {
            throw TrapTranslator.Translate(fault);
        }
        finally
        {
            activation.Leave();
        }
    }

    /// <summary>
    /// Returns a delegate that calls the function, for example <c>Func&lt;int, int, int&gt;</c>; a tuple receives several results. As fast as the generic
    /// <c>Call</c> methods. Create it once and keep it.
    /// </summary>
    /// <exception cref="ArgumentException">The delegate's types do not match the function's.</exception>
    public TDelegate ToDelegate<TDelegate>() where TDelegate : Delegate => (TDelegate)CallShims.MakeDelegate(this, typeof(TDelegate));

    /// <summary>Calls the function and returns its results.</summary>
    public Value[] Invoke(params ReadOnlySpan<Value> arguments)
    {
        var results = new Value[Type.ResultSpan.Length];
        Invoke(arguments, results);
        return results;
    }

    /// <summary>Calls a function of type <c>()</c>. The fastest form.</summary>
    public void Call()
    {
        Require(Signature.None);
        var activation = Activation.Enter(Instance);
        try
        {
            ((delegate*<Instance, void>)Code)(Instance);
        }
        catch (Exception fault) when (activation.NeedsTranslation(fault))
        {
            throw TrapTranslator.Translate(fault);
        }
        finally
        {
            activation.Leave();
        }
    }

    /// <summary>Calls a function without parameters. <typeparamref name="TResult"/> is int, long, float or double.</summary>
    public TResult Call<TResult>() where TResult : unmanaged
    {
        Require(Signature<TResult>.Id);
        var activation = Activation.Enter(Instance);
        try
        {
            return ((delegate*<Instance, TResult>)Code)(Instance);
        }
        catch (Exception fault) when (activation.NeedsTranslation(fault))
        {
            throw TrapTranslator.Translate(fault);
        }
        finally
        {
            activation.Leave();
        }
    }

    /// <summary>Calls a function with one parameter. The types are int, long, float or double.</summary>
    public TResult Call<T, TResult>(T argument) where T : unmanaged where TResult : unmanaged
    {
        Require(Signature<T, TResult>.Id);
        var activation = Activation.Enter(Instance);
        try
        {
            return ((delegate*<T, Instance, TResult>)Code)(argument, Instance);
        }
        catch (Exception fault) when (activation.NeedsTranslation(fault))
        {
            throw TrapTranslator.Translate(fault);
        }
        finally
        {
            activation.Leave();
        }
    }

    /// <summary>Returns the function with an instance as its caller, for host functions that need one.</summary>
    internal Function BindTo(Instance caller) => Instance.NeedsCaller ? new Function(Type, Code, new Instance(Instance.HostTarget!, true, caller)) : this;

    /// <summary>For emitted code: returns the trap to throw in place of an exception.</summary>
    internal static TrapException Translate(Exception fault) => TrapTranslator.Translate(fault);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void Require(ulong id)
    {
        if (TypeId != id) ThrowType();
    }

    void ThrowType() => throw new InvalidOperationException($"the function has type {Type}, it was called with other types");

    /// <inheritdoc/>
    public override string ToString() => $"function {Type}";

    static class Signature
    {
        public static readonly ulong None = new FunctionType([], []).Id;

        public static ValueType Of<T>() =>
            typeof(T) == typeof(int) || typeof(T) == typeof(uint) ? ValueType.I32
            : typeof(T) == typeof(long) || typeof(T) == typeof(ulong) ? ValueType.I64
            : typeof(T) == typeof(float) ? ValueType.F32
            : typeof(T) == typeof(double) ? ValueType.F64
            : throw new NotSupportedException($"{typeof(T)} does not stand for a WebAssembly number: int, uint, long, ulong, float and double do");
    }

    static class Signature<TResult>
    {
        public static readonly ulong Id = new FunctionType([], [Signature.Of<TResult>()]).Id;
    }

    static class Signature<T, TResult>
    {
        public static readonly ulong Id = new FunctionType([Signature.Of<T>()], [Signature.Of<TResult>()]).Id;
    }
}
