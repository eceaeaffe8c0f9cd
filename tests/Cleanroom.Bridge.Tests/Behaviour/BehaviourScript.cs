using System.Text.RegularExpressions;
using Cleanroom.Tests;

namespace Cleanroom.Bridge.Tests.Behaviour;

/// <summary>One line of a block: a call, or what a call meets or leaves.</summary>
/// <param name="Number">Number of the line in its file.</param>
/// <param name="Word">Name of a function, or a word such as <c>stdout</c>.</param>
/// <param name="Shapes">For a call: the import types to try, one after the other.</param>
/// <param name="Arguments">Arguments.</param>
/// <param name="Expected">For a call: the result.</param>
sealed record BehaviourLine(int Number, string Word, string[] Shapes, string[] Arguments, string Expected);

/// <summary>Lines that share one guest.</summary>
sealed record BehaviourBlock(string File, IReadOnlyList<BehaviourLine> Lines)
{
    public string Title => $"{File}:{Lines[0].Number}";

    public IEnumerable<BehaviourLine> Calls => Lines.Where(line => line.Shapes.Length > 0);
}

/// <summary>
/// Reads the files of <c>Rows</c>. Blocks are separated by blank lines; <c>#</c> begins a comment. A call is
/// <c>name shape|shape argument… = result</c>, with <c>name@module</c> outside <c>env</c>. Values:
/// <c>'text'</c> (in the form that the shape has), <c>h'text'</c> a length-prefixed pointer, <c>l'text'</c> the same with its length, <c>p'text'</c> a pair,
/// <c>u'text'</c> a pair as 0.17 unpacked it, <c>b'hex'</c> an address of bytes, numbers, <c>ints[…]</c> <c>nums[…]</c> <c>strs[…]</c> lists,
/// <c>$n</c> the result of the nth call and <c>@n</c> the text there. Results also: <c>/pattern/</c>, <c>low..high</c>, <c>any</c>, <c>void</c>,
/// <c>trap/pattern/</c>, <c>box'text'</c> a box that holds text, <c>block</c> and a number: so many fresh zeroed bytes, 8-aligned.
/// </summary>
static partial class BehaviourScript
{
    static readonly string Folder = Path.Combine(SharedData.Repository, "tests", "Cleanroom.Bridge.Tests", "Behaviour", "Rows");

    public static IEnumerable<BehaviourBlock> ReadAll() => Directory.EnumerateFiles(Folder, "*.txt").Order(StringComparer.Ordinal).SelectMany(Read);

    static IEnumerable<BehaviourBlock> Read(string path)
    {
        var lines = new List<BehaviourLine>();
        var name = Path.GetFileName(path);
        foreach (var (number, text) in File.ReadLines(path).Append("").Index())
        {
            if (text.StartsWith('#')) continue;
            if (text.Length > 0) lines.Add(ReadLine(name, number + 1, text));
            else if (lines.Count > 0)
            {
                yield return new BehaviourBlock(name, lines);
                lines = [];
            }
        }
    }

    static BehaviourLine ReadLine(string file, int number, string text)
    {
        var tokens = Token().Matches(text).Select(match => match.Value).ToList();
        if (tokens.Sum(token => token.Length) != text.Count(letter => letter != ' ') + tokens.Sum(token => token.Count(letter => letter == ' '))) throw new FormatException($"{file}:{number} cannot be read: {text}");
        if (tokens.Count < 2 || tokens[1][0] != '(') return new BehaviourLine(number, tokens[0], [], [.. tokens.Skip(1)], "");
        var end = tokens.LastIndexOf("=");
        if (end != tokens.Count - 2) throw new FormatException($"{file}:{number} has no result: {text}");
        return new BehaviourLine(number, tokens[0], tokens[1].Split('|'), [.. tokens.Take(end).Skip(2)], tokens[^1]);
    }

    // Quoted texts, lists and patterns may hold blanks.
    [GeneratedRegex(@"(?:[a-z0-9]*'(?:\\.|[^'\\])*'|(?:ints|nums|strs)\[(?:'(?:\\.|[^'\\])*'|[^\]'])*\]|(?:trap)?/(?:\\.|[^/\\])*/|[^ ']+)(?= |$)")]
    private static partial Regex Token();
}
