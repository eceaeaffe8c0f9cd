namespace Cleanroom.Wasm.Model;

/// <summary>How an element segment is used.</summary>
enum ElementMode
{
    Active,
    Passive,
    Declarative,
}

/// <summary>An element segment.</summary>
sealed record ElementSegment(ElementMode Mode, ValueType Type, int Table, ConstantExpression Offset, ConstantExpression[] Items, int Position);
