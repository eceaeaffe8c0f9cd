using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.Text;

/// <summary>Functions that create strings from strings. Indexes and lengths are bytes; results are newly allocated (contract, functions 3).</summary>
static class StringFunctions
{
    /// <summary>The bytes of the left string, then those of the right one (contract, functions 3).</summary>
    [HostFunction("string_concat", "string.concat")]
    internal static GuestString Concat(Guest guest, ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var result = guest.NewResult((long)left.Length + right.Length, out var target);
        left.CopyTo(target);
        right.CopyTo(target[left.Length..]);
        return result;
    }

    /// <summary>
    /// The bytes from start up to, but not including, end; both are clamped to [0, length]. "" when start is after end. A cut inside a character keeps its
    /// raw bytes (contract, functions 3).
    /// </summary>
    [HostFunction("string_substring", "string.substring")]
    internal static GuestString Substring(Guest guest, ReadOnlySpan<byte> text, int start, int end)
    {
        start = Math.Clamp(start, 0, text.Length);
        end = Math.Clamp(end, 0, text.Length);
        return guest.NewResult(start < end ? text[start..end] : default);
    }

    /// <summary>The text without Unicode White_Space at both ends (contract, functions 3).</summary>
    [HostFunction("string_trim", "string.trim")]
    internal static GuestString Trim(Guest guest, ReadOnlySpan<byte> text) => guest.NewResult(WhiteSpace.Trim(text));

    /// <summary>The text without Unicode White_Space at its start (contract, functions 3).</summary>
    [HostFunction("string_trim_start", "string.trimStart")]
    internal static GuestString TrimStart(Guest guest, ReadOnlySpan<byte> text) => guest.NewResult(WhiteSpace.TrimStart(text));

    /// <summary>The text without Unicode White_Space at its end (contract, functions 3).</summary>
    [HostFunction("string_trim_end", "string.trimEnd")]
    internal static GuestString TrimEnd(Guest guest, ReadOnlySpan<byte> text) => guest.NewResult(WhiteSpace.TrimEnd(text));

    /// <summary>The upper-case form by the full, language-independent Unicode mapping; invalid UTF-8 is kept (contract, functions 3).</summary>
    [HostFunction("string_to_upper", "string.toUpperCase", "string_toUpperCase")]
    internal static GuestString ToUpper(Guest guest, ReadOnlySpan<byte> text)
    {
        guest.Scratch.ResetWrittenCount();
        CaseMapping.WriteUpper(text, guest.Scratch);
        return guest.NewResult(guest.Scratch.WrittenSpan);
    }

    /// <summary>
    /// The lower-case form by the full, language-independent Unicode mapping with final sigma; invalid UTF-8 is kept (contract, functions 3).
    /// </summary>
    [HostFunction("string_to_lower", "string.toLowerCase", "string_toLowerCase")]
    internal static GuestString ToLower(Guest guest, ReadOnlySpan<byte> text)
    {
        guest.Scratch.ResetWrittenCount();
        CaseMapping.WriteLower(text, guest.Scratch);
        return guest.NewResult(guest.Scratch.WrittenSpan);
    }

    /// <summary>
    /// The text with all occurrences of the search string replaced, found left to right without overlap. An empty search string changes nothing (contract,
    /// functions 3).
    /// </summary>
    [HostFunction("string_replace", "string.replace", "string.replaceAll")]
    internal static GuestString Replace(Guest guest, ReadOnlySpan<byte> text, ReadOnlySpan<byte> search, ReadOnlySpan<byte> replacement) =>
        ReplaceAtMost(guest, text, search, replacement, int.MaxValue);

    /// <summary>The text with the first occurrence of the search string replaced. An empty search string changes nothing (contract, functions 3).</summary>
    [HostFunction("string_replace_first", "string.replaceFirst")]
    internal static GuestString ReplaceFirst(Guest guest, ReadOnlySpan<byte> text, ReadOnlySpan<byte> search, ReadOnlySpan<byte> replacement) =>
        ReplaceAtMost(guest, text, search, replacement, 1);

    /// <summary>
    /// The text repeated count times; "" when the count is not positive. Traps above the limit of a result (contract, functions 3; abi 6).
    /// </summary>
    [HostFunction("string_repeat", "string.repeat")]
    internal static GuestString Repeat(Guest guest, [PrefixedOrPair] ReadOnlySpan<byte> text, int count)
    {
        var result = guest.NewResult((long)text.Length * Math.Max(count, 0), out var target);
        FillRepeated(target, text);
        return result;
    }

    /// <summary>
    /// The text padded at the start to a length in bytes; the last repetition of the padding is cut. Unchanged when the padding is empty (contract, functions
    /// 3).
    /// </summary>
    [HostFunction("string_pad_start", "string.padStart")]
    internal static GuestString PadStart(Guest guest, ReadOnlySpan<byte> text, int length, ReadOnlySpan<byte> padding)
    {
        if (padding.IsEmpty || length <= text.Length) return guest.NewResult(text);
        var result = guest.NewResult(length, out var target);
        FillRepeated(target[..^text.Length], padding);
        text.CopyTo(target[^text.Length..]);
        return result;
    }

    /// <summary>
    /// The text padded at the end to a length in bytes; the last repetition of the padding is cut. Unchanged when the padding is empty (contract, functions
    /// 3).
    /// </summary>
    [HostFunction("string_pad_end", "string.padEnd")]
    internal static GuestString PadEnd(Guest guest, ReadOnlySpan<byte> text, int length, ReadOnlySpan<byte> padding)
    {
        if (padding.IsEmpty || length <= text.Length) return guest.NewResult(text);
        var result = guest.NewResult(length, out var target);
        text.CopyTo(target);
        FillRepeated(target[text.Length..], padding);
        return result;
    }

    /// <summary>The text with its scalar values in reverse order, invalid UTF-8 byte by byte (contract, functions 3).</summary>
    [HostFunction("string_reverse", "string.reverse")]
    internal static GuestString Reverse(Guest guest, ReadOnlySpan<byte> text)
    {
        var result = guest.NewResult(text.Length, out var target);
        while (!text.IsEmpty)
        {
            var length = Utf8Scalars.FirstLength(text);
            text[..length].CopyTo(target[^length..]);
            target = target[..^length];
            text = text[length..];
        }
        return result;
    }

    /// <summary>A copy (contract, functions 3).</summary>
    [HostFunction("string.toString")]
    internal static GuestString Copy(Guest guest, ReadOnlySpan<byte> text) => guest.NewResult(text);

    static GuestString ReplaceAtMost(Guest guest, ReadOnlySpan<byte> text, ReadOnlySpan<byte> search, ReadOnlySpan<byte> replacement, int max)
    {
        var count = search.IsEmpty ? 0 : ByteSearch.Count(text, search, max);
        var result = guest.NewResult(text.Length + (long)count * (replacement.Length - search.Length), out var target);
        for (; count > 0; count--)
        {
            var index = ByteSearch.IndexOf(text, search);
            text[..index].CopyTo(target);
            replacement.CopyTo(target[index..]);
            target = target[(index + replacement.Length)..];
            text = text[(index + search.Length)..];
        }
        text.CopyTo(target);
        return result;
    }

    static void FillRepeated(Span<byte> target, ReadOnlySpan<byte> pattern)
    {
        if (target.IsEmpty) return;
        var filled = Math.Min(pattern.Length, target.Length);
        pattern[..filled].CopyTo(target);
        // Until the last round the filled part is a whole number of patterns, so it can be copied after itself.
        while (filled < target.Length)
        {
            var length = Math.Min(filled, target.Length - filled);
            target[..length].CopyTo(target[filled..]);
            filled += length;
        }
    }
}
