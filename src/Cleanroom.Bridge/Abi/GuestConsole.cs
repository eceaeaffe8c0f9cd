namespace Cleanroom.Bridge.Abi;

/// <summary>Standard input, output and error of a guest: buffered bytes, passed through unchanged.</summary>
public sealed class GuestConsole
{
    /// <summary>Creates a console.</summary>
    /// <param name="input">Standard input, or null: every read is at its end.</param>
    /// <param name="output">Standard output.</param>
    /// <param name="error">Standard error.</param>
    public GuestConsole(Stream? input, Stream output, Stream error) => (Input, Output, Error) = (input, output, error);

    /// <summary>No input; output goes nowhere.</summary>
    public static GuestConsole Null { get; } = new(null, Stream.Null, Stream.Null);

    Stream? Input { get; }

    Stream Output { get; }

    Stream Error { get; }
}
