using System.Reflection;
using System.Reflection.Emit;
using Cleanroom.Bridge.Guests;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Binding;

/// <summary>Emits the code behind a module's imports: read arguments from guest memory, call the host function, return the result.</summary>
static class AdapterEmitter
{
    static readonly Assembly Here = typeof(AdapterEmitter).Assembly;
    static readonly MethodInfo Pair = Helper(nameof(GuestArguments.Pair));
    static readonly MethodInfo PairUnpackedTwice = Helper(nameof(GuestArguments.PairUnpackedTwice));
    static readonly MethodInfo LengthPrefixed = Helper(nameof(GuestArguments.LengthPrefixed));
    static readonly MethodInfo PrefixedOrPair = Helper(nameof(GuestArguments.PrefixedOrPair));
    static readonly MethodInfo Clamp = Helper(nameof(GuestArguments.Clamp));
    static readonly MethodInfo ToPointer = Helper(nameof(GuestArguments.ToPointer));
    static readonly MethodInfo Unknown = Helper(nameof(GuestArguments.Unknown));
    static readonly MethodInfo AddressOfString = typeof(GuestArguments).GetMethod(nameof(GuestArguments.AddressOf), [typeof(GuestString)])!;
    static readonly MethodInfo AddressOfPointer = typeof(GuestArguments).GetMethod(nameof(GuestArguments.AddressOf), [typeof(GuestPointer)])!;
    static readonly MethodInfo NewText = typeof(NeutralFunctions).GetMethod(nameof(NeutralFunctions.NewText))!;

    /// <summary>Emits the body for an import that is served by a host function.</summary>
    /// <param name="plan">How the function serves the import.</param>
    /// <param name="import">The import.</param>
    /// <param name="unpackedTwice">True when the module passes pairs in the form of <see cref="GuestArguments.PairUnpackedTwice"/>.</param>
    public static HostImport Emit(ImportPlan plan, ImportDefinition import, bool unpackedTwice)
    {
        var inline = !plan.Function.TakesStrings;
        return new HostImport(il => EmitCall(il, plan, import.Index, unpackedTwice ? PairUnpackedTwice : Pair), inline, Here, plan.Function.Method.Module.Assembly);
    }

    /// <summary>Emits a body that returns a neutral value and ignores its arguments.</summary>
    public static HostImport EmitNeutral(NeutralFunction neutral, ImportDefinition import) => new(il => EmitValue(il, neutral, import.FunctionType!), false, Here);

    /// <summary>Emits a body that returns a neutral value and logs the call.</summary>
    /// <param name="refused">The value it returns.</param>
    /// <param name="import">The import.</param>
    /// <param name="log">The method of <see cref="GuestArguments"/> that logs the call.</param>
    public static HostImport EmitRefused(NeutralFunction refused, ImportDefinition import, string log) => new(il =>
    {
        il.Emit(OpCodes.Ldc_I4, import.Index);
        HostImport.EmitLoadState(il, import.FunctionType!.Parameters.Count);
        il.Emit(OpCodes.Call, Helper(log));
        EmitValue(il, refused, import.FunctionType);
    }, false, Here);

    static void EmitValue(ILGenerator il, NeutralFunction neutral, FunctionType type)
    {
        switch (type.Results.Count == 0 ? default(ValueType?) : type.Results[0])
        {
            case null: break;
            case ValueType.I64: il.Emit(OpCodes.Ldc_I8, (long)neutral.Number); break;
            case ValueType.F64: il.Emit(OpCodes.Ldc_R8, (double)neutral.Number); break;
            case ValueType.F32: il.Emit(OpCodes.Ldc_R4, (float)neutral.Number); break;
            case ValueType.I32 when neutral.Text is not null:
                HostImport.EmitLoadState(il, type.Parameters.Count);
                il.Emit(OpCodes.Ldstr, neutral.Text);
                il.Emit(OpCodes.Call, NewText);
                break;
            default: il.Emit(OpCodes.Ldc_I4, neutral.Number); break;
        }
        il.Emit(OpCodes.Ret);
    }

    /// <summary>Emits a body that traps.</summary>
    public static HostImport EmitUnknown(ImportDefinition import) => new(il =>
    {
        il.Emit(OpCodes.Ldc_I4, import.Index);
        HostImport.EmitLoadState(il, import.FunctionType!.Parameters.Count);
        il.Emit(OpCodes.Call, Unknown);
        il.Emit(OpCodes.Throw);
    }, false, Here);

    static void EmitCall(ILGenerator il, ImportPlan plan, int import, MethodInfo pair)
    {
        var declared = plan.Type.Parameters;
        var next = 0;
        if (plan.Function.TakesGuest) HostImport.EmitLoadState(il, declared.Count);
        foreach (var kind in plan.Function.Parameters)
        {
            var place = import * GuestArguments.ArgumentsPerImport + Math.Min(next, GuestArguments.ArgumentsPerImport - 1);
            var found = declared[next];
            Load(il, next++);
            switch (kind)
            {
                case ParameterKind.Text when plan.Form == StringForm.Pairs:
                    Load(il, next++);
                    EmitText(il, place, declared.Count, pair);
                    break;
                case ParameterKind.PrefixedOrPairText:
                    Load(il, next++);
                    EmitText(il, place, declared.Count, PrefixedOrPair);
                    break;
                case ParameterKind.Text or ParameterKind.LengthPrefixedText: EmitText(il, place, declared.Count, LengthPrefixed); break;
                case ParameterKind.Int32 when found == ValueType.I64: il.Emit(OpCodes.Call, Clamp); break;
                case ParameterKind.Int64 when found == ValueType.I32: il.Emit(OpCodes.Conv_I8); break;
                case ParameterKind.Boolean:
                    il.Emit(OpCodes.Ldc_I4_0);
                    if (found == ValueType.I64) il.Emit(OpCodes.Conv_I8);
                    il.Emit(OpCodes.Cgt_Un);
                    break;
                case ParameterKind.Pointer: il.Emit(OpCodes.Call, ToPointer); break;
            }
        }
        il.Emit(OpCodes.Call, plan.Function.Method);
        EmitResult(il, plan);
        il.Emit(OpCodes.Nop);
        il.Emit(OpCodes.Ret);
    }

    static void EmitText(ILGenerator il, int place, int instance, MethodInfo reader)
    {
        il.Emit(OpCodes.Ldc_I4, place);
        HostImport.EmitLoadState(il, instance);
        il.Emit(OpCodes.Call, reader);
    }

    static void EmitResult(ILGenerator il, ImportPlan plan)
    {
        var kind = plan.Function.Result;
        if (plan.Type.Results.Count == 0)
        {
            if (kind != ResultKind.None) il.Emit(OpCodes.Pop);
            return;
        }
        var expected = plan.Type.Results[0];
        if (kind == ResultKind.Int32 && expected == ValueType.I64) il.Emit(OpCodes.Conv_I8);
        else if (kind == ResultKind.Int64 && expected == ValueType.I32) il.Emit(OpCodes.Call, Clamp);
        else if (kind == ResultKind.Pointer) il.Emit(OpCodes.Call, plan.Function.Method.ReturnType == typeof(GuestString) ? AddressOfString : AddressOfPointer);
    }

    static void Load(ILGenerator il, int argument) => il.Emit(OpCodes.Ldarg, (short)argument);

    static MethodInfo Helper(string name) => typeof(GuestArguments).GetMethod(name)!;
}
