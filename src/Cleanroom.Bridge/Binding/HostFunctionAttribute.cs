using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.Binding;

/// <summary>
/// Declares a static method as a host function. The method defines its meaning; the type of the module's import determines how the arguments are passed.
/// </summary>
/// <remarks>
/// Parameters: <see cref="Guest"/> (optional, first), <c>ReadOnlySpan&lt;byte&gt;</c> for a string, <c>int</c> and <c>long</c> for integers, <c>double</c>,
/// <c>bool</c> for flags, <see cref="GuestPointer"/> for an address of something other than a string.
/// Results: <c>void</c>, <c>int</c>, <c>long</c>, <c>double</c>, <c>bool</c>, <see cref="GuestString"/>, <see cref="GuestPointer"/>.
/// Several methods may share a name; the first one, in order of declaration, whose parameters match the import's type is used.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class HostFunctionAttribute(string name, params string[] aliases) : Attribute
{
    internal const string DefaultModule = "env";

    /// <summary>The canonical name in the import's name field.</summary>
    public string Name { get; } = name;

    /// <summary>Other names. The spellings <c>ns.fn</c> of <c>_ns_fn</c> and camelCase are added automatically.</summary>
    public IReadOnlyList<string> Aliases { get; } = aliases;

    /// <summary>The import's module field.</summary>
    public string Module { get; init; } = DefaultModule;

    /// <summary>The forms in which strings may be passed.</summary>
    public StringForm Form { get; init; } = StringForm.Any;

    /// <summary>How many additional i32 parameters an import may declare; they are ignored.</summary>
    public int IgnoredTrailing { get; init; }

    /// <summary>True when integers must have exactly the method's widths: <c>int</c> is i32 only and <c>long</c> is i64 only.</summary>
    public bool Exact { get; init; }
}

/// <summary>The forms in which string arguments are passed.</summary>
[Flags]
public enum StringForm
{
    /// <summary>Address of the first byte and byte length: two i32.</summary>
    Pairs = 1,

    /// <summary>Address of a length word followed by the bytes: one i32.</summary>
    LengthPrefixed = 2,

    /// <summary>All strings as pairs or all length-prefixed, depending on the import's type.</summary>
    Any = Pairs | LengthPrefixed,
}

/// <summary>This string is always one length-prefixed pointer, whatever form the other strings have.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class LengthPrefixedAttribute : Attribute;

/// <summary>
/// This string is always two i32: a length-prefixed pointer and its length when the second equals the length word at the first, else a raw pair.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class PrefixedOrPairAttribute : Attribute;
