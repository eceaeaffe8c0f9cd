namespace Cleanroom.Wasm.Model;

/// <summary>How an element segment gets into its table.</summary>
enum ElementMode
{
    Active,
    Passive,
    Declarative,
}

/// <summary>References for a table.</summary>
sealed record ElementSegment(ElementMode Mode, ValueType Type, int Table, ConstantExpression Offset, ConstantExpression[] Items, int Position);
