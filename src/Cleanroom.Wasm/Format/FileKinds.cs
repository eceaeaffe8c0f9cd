using System.Buffers;
using System.Text;

namespace Cleanroom.Wasm.Format;

/// <summary>Identifies what a file that is not a module seems to be.</summary>
static class FileKinds
{
    /// <summary>Number of bytes that are checked to tell text from other data.</summary>
    const int Sample = 1024;

    static readonly SearchValues<byte> ControlBytes = SearchValues.Create([.. Enumerable.Range(0, 32).Select(code => (byte)code).Except("\t\n\f\r"u8.ToArray()), 0x7F]);

    /// <summary>Returns what the bytes are and what to do, or null when they are neither text nor a known format.</summary>
    public static string? Describe(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return "the file is empty";
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B])) return "it is compressed with gzip: decompress it";
        if (IsModuleText(bytes)) return "it is WebAssembly text (.wat): translate it into a binary module, for example with wat2wasm";
        return IsText(bytes) ? "it is a text file: if it is the source of a program, compile it to WebAssembly first" : null;
    }

    static bool IsModuleText(ReadOnlySpan<byte> bytes)
    {
        var rest = SkipComments(bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes);
        if (rest.IsEmpty || rest[0] != '(') return false;
        rest = SkipComments(rest[1..]);
        return rest.StartsWith("module"u8) || rest.StartsWith("component"u8);
    }

    // White space, line comments (;; …) and block comments ((; … ;)), which can be nested.
    static ReadOnlySpan<byte> SkipComments(ReadOnlySpan<byte> text)
    {
        while (true)
        {
            text = text.TrimStart(" \t\r\n"u8);
            if (text.StartsWith(";;"u8))
            {
                var end = text.IndexOf((byte)'\n');
                text = end < 0 ? default : text[end..];
            }
            else if (text.StartsWith("(;"u8)) text = SkipBlock(text);
            else return text;
        }
    }

    static ReadOnlySpan<byte> SkipBlock(ReadOnlySpan<byte> text)
    {
        var depth = 0;
        do
        {
            var isStart = text.StartsWith("(;"u8);
            var isEnd = text.StartsWith(";)"u8);
            depth += isStart ? 1 : isEnd ? -1 : 0;
            text = text[(isStart || isEnd ? 2 : 1)..];
        }
        while (depth > 0 && !text.IsEmpty);
        return text;
    }

    static bool IsText(ReadOnlySpan<byte> bytes)
    {
        var sample = bytes[..Math.Min(bytes.Length, Sample)];
        // Ignore a character that the end of the sample cuts in two.
        for (var cut = 0; cut < 4 && bytes.Length > Sample && (sample[^1] & 0xC0) == 0x80; cut++) sample = sample[..^1];
        return !sample.ContainsAny(ControlBytes) && (System.Text.Unicode.Utf8.IsValid(sample) || sample.Length < bytes.Length && System.Text.Unicode.Utf8.IsValid(sample[..^1]));
    }
}
