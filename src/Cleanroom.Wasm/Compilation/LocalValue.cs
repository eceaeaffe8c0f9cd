namespace Cleanroom.Wasm.Compilation;

/// <summary>A value known by a local that held it, plus a constant.</summary>
/// <param name="Local">The local.</param>
/// <param name="Version">How often the code before had set it.</param>
/// <param name="Delta">What is added, wrapping.</param>
readonly record struct LocalValue(int Local, int Version, uint Delta)
{
    /// <summary>The value of the local itself.</summary>
    public LocalValue Root => this with { Delta = 0 };

    public static LocalValue operator +(LocalValue value, uint constant) => value with { Delta = value.Delta + constant };
}
