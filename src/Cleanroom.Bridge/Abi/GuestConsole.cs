namespace Cleanroom.Bridge.Abi;

/// <summary>Standard input, output and error of a guest: buffered bytes, passed through unchanged.</summary>
/// <param name="input">Standard input, or null: every read is at its end.</param>
/// <param name="output">Standard output.</param>
/// <param name="error">Standard error.</param>
public sealed class GuestConsole(Stream? input, Stream output, Stream error)
{
    /// <summary>No input; output goes nowhere.</summary>
    public static GuestConsole Null { get; } = new(null, Stream.Null, Stream.Null);
}
