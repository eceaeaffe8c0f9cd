using System.Text;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.Text;

/// <summary>Queries on strings. Offsets and lengths are bytes, comparisons are bytewise (contract, functions 3).</summary>
static class StringQueryFunctions
{
    /// <summary>The length in bytes (contract, functions 3).</summary>
    [HostFunction("string_length", "string.length", "string.size")]
    internal static int Length(ReadOnlySpan<byte> text) => text.Length;

    /// <summary>Byte offset of the first occurrence, 0 for an empty search string, −1 when it does not occur (contract, functions 3).</summary>
    [HostFunction("string_index_of", "string.indexOf", "string_indexOf")]
    internal static int IndexOf(ReadOnlySpan<byte> text, ReadOnlySpan<byte> needle) => ByteSearch.IndexOf(text, needle);

    /// <summary>Byte offset of the last occurrence, the length for an empty search string, −1 when it does not occur (contract, functions 3).</summary>
    [HostFunction("string_last_index_of", "string.lastIndexOf")]
    internal static int LastIndexOf(ReadOnlySpan<byte> text, ReadOnlySpan<byte> needle) => ByteSearch.LastIndexOf(text, needle);

    /// <summary>
    /// −1, 0 or 1 when the left string is less than, equal to or greater than the right one, bytewise. Modules of 0.23.0–0.30.47 get 1 for equal and 0 for
    /// different (contract, functions 3; abi 6).
    /// </summary>
    [HostFunction("string_compare")]
    internal static int Compare(Guest guest, ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        guest.Generation.CompareAnswersEquality ? left.SequenceEqual(right) ? 1 : 0 : Math.Sign(left.SequenceCompareTo(right));

    /// <summary>Whether the search string occurs in the text; an empty one always does (contract, functions 3).</summary>
    [HostFunction("string_contains", "string.contains", "string.includes")]
    internal static bool Contains(ReadOnlySpan<byte> text, ReadOnlySpan<byte> needle) => ByteSearch.IndexOf(text, needle) >= 0;

    /// <summary>Whether the text starts with these bytes (contract, functions 3).</summary>
    [HostFunction("string_starts_with", "string.startsWith")]
    internal static bool StartsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> start) => text.StartsWith(start);

    /// <summary>Whether the text ends with these bytes (contract, functions 3).</summary>
    [HostFunction("string_ends_with", "string.endsWith")]
    internal static bool EndsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> end) => text.EndsWith(end);

    /// <summary>Whether both strings have the same bytes (contract, functions 3).</summary>
    [HostFunction("string_equals")]
    internal static bool Equals(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => left.SequenceEqual(right);

    /// <summary>Whether the lower-case forms of both strings, as from <c>string_to_lower</c>, have the same bytes (contract, functions 3).</summary>
    [HostFunction("string_equals_ignore_case")]
    internal static bool EqualsIgnoreCase(Guest guest, ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (Ascii.EqualsIgnoreCase(left, right)) return true;
        if (Ascii.IsValid(left) && Ascii.IsValid(right)) return false;
        guest.Scratch.ResetWrittenCount();
        CaseMapping.WriteLower(left, guest.Scratch);
        var leftLength = guest.Scratch.WrittenCount;
        CaseMapping.WriteLower(right, guest.Scratch);
        var both = guest.Scratch.WrittenSpan;
        return both[..leftLength].SequenceEqual(both[leftLength..]);
    }

    /// <summary>Whether the string has no bytes (contract, functions 3).</summary>
    [HostFunction("string_is_empty", "string.isEmpty")]
    internal static bool IsEmpty(ReadOnlySpan<byte> text) => text.IsEmpty;

    /// <summary>Whether the string is empty or consists only of Unicode White_Space (contract, functions 3).</summary>
    [HostFunction("string_is_blank", "string.isBlank")]
    internal static bool IsBlank(ReadOnlySpan<byte> text) => WhiteSpace.TrimStart(text).IsEmpty;

    /// <summary>
    /// Whether the text has the form with this id: 0 e-mail, 1 URL, 2 UUID, 3 phone number, 4 date, 5 integer of 64 bits, 6 number, 7 ASCII letters and
    /// digits. False for another id (contract, functions 3; abi 6).
    /// </summary>
    [HostFunction("string_matches", "string.matches")]
    internal static bool Matches([PrefixedOrPair] ReadOnlySpan<byte> text, int pattern) => TextPattern.Matches(text, pattern);

    /// <summary>
    /// Whether the text has the form with this name: <c>email</c>, <c>url</c>, <c>uuid</c>, <c>phone</c>, <c>date</c>, <c>integer</c>, <c>number</c>,
    /// <c>alphanumeric</c>. False for another name (contract, functions 3; modules of 0.30.127–0.30.207).
    /// </summary>
    [HostFunction("string_matches", "string.matches", Form = StringForm.Pairs)]
    internal static bool MatchesNamed(ReadOnlySpan<byte> text, ReadOnlySpan<byte> pattern) => TextPattern.Matches(text, TextPattern.IdOf(pattern));
}
