using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm;

/// <summary>A data segment.</summary>
/// <param name="Offset">Address of an active segment if it is a constant, else null.</param>
/// <param name="IsActive">True when the bytes are copied at instantiation.</param>
/// <param name="Content">The bytes.</param>
public sealed record DataSegment(uint? Offset, bool IsActive, ReadOnlyMemory<byte> Content)
{
    internal int Memory { get; init; }

    internal ConstantExpression OffsetExpression { get; init; }

    internal int Position { get; init; }
}
