namespace Cleanroom.Server.Pipeline;

/// <summary>A list in a log line: indented lines in text, an array in JSON.</summary>
/// <param name="items">The items.</param>
/// <param name="mark">What precedes each item in text.</param>
sealed class LogList(IReadOnlyList<string> items, string mark = "")
{
    /// <summary>The items.</summary>
    public IReadOnlyList<string> Items => items;

    /// <summary>Each item on a new line, indented.</summary>
    public override string ToString() => string.Concat(items.Select(item => $"\n    {mark}{item}"));
}
