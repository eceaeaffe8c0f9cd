using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Binding;

/// <summary>How a host function serves an import type: its strings in one form, its integers in the declared widths.</summary>
sealed record ImportPlan(HostFunction Function, StringForm Form, FunctionType Type, bool IsNatural)
{
    /// <summary>Returns the plan if the function matches the type with its strings in this form, else null.</summary>
    public static ImportPlan? Fit(HostFunction function, StringForm form, FunctionType type)
    {
        var declared = type.ParameterSpan;
        var exact = function.Attribute.Exact;
        var next = 0;
        var natural = true;
        foreach (var kind in function.Parameters)
        {
            if (next >= declared.Length) return null;
            var found = declared[next++];
            switch (kind)
            {
                case ParameterKind.Double:
                    if (found != ValueType.F64) return null;
                    break;
                case ParameterKind.Int32 or ParameterKind.Int64:
                    var expected = kind == ParameterKind.Int32 ? ValueType.I32 : ValueType.I64;
                    if (found != expected && (exact || found is not (ValueType.I32 or ValueType.I64))) return null;
                    natural &= found == expected;
                    break;
                case ParameterKind.Boolean:
                    if (found is not (ValueType.I32 or ValueType.I64)) return null;
                    natural &= found == ValueType.I32;
                    break;
                default:
                    if (found != ValueType.I32) return null;
                    if (kind != ParameterKind.PrefixedOrPairText && !(kind == ParameterKind.Text && form == StringForm.Pairs)) break;
                    if (next >= declared.Length || declared[next++] != ValueType.I32) return null;
                    break;
            }
        }
        for (var ignored = 0; next < declared.Length; next++, ignored++)
        {
            if (ignored == function.Attribute.IgnoredTrailing || declared[next] != ValueType.I32) return null;
            natural = false;
        }
        return FitsResult(function, type, ref natural) ? new ImportPlan(function, form, type, natural) : null;
    }

    /// <summary>Describes how the type is read.</summary>
    public string Describe()
    {
        var text = !Function.TakesText ? "" : Form == StringForm.Pairs ? "strings as pairs" : "strings length-prefixed";
        if (IsNatural) return text;
        return text.Length == 0 ? "converted" : text + ", converted";
    }

    static bool FitsResult(HostFunction function, FunctionType type, ref bool natural)
    {
        if (type.ResultSpan.Length > 1) return false;
        if (type.ResultSpan.Length == 0)
        {
            if (function.Attribute.Exact && function.Result != ResultKind.None) return false;
            return true;
        }
        var found = type.ResultSpan[0];
        switch (function.Result)
        {
            case ResultKind.Int32 or ResultKind.Int64:
                var expected = function.Result == ResultKind.Int32 ? ValueType.I32 : ValueType.I64;
                natural &= found == expected;
                return found == expected || !function.Attribute.Exact && found is (ValueType.I32 or ValueType.I64);
            case ResultKind.Double: return found == ValueType.F64;
            case ResultKind.Pointer: return found == ValueType.I32;
            default: return false;
        }
    }
}
