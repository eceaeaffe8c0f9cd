using System.Text;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Lists;
using Cleanroom.Bridge.Tests.Support;
using Cleanroom.Bridge.Text;

namespace Cleanroom.Bridge.Tests.Text;

/// <summary>String functions against a model of bytes, written loop by loop: strings of letters, blanks, many-byte characters and their fragments.</summary>
public sealed class StringModelTests : IDisposable
{
    const int Seed = 20261125, Cases = 20_000;

    static readonly byte[][] Pieces =
        [.. new[] { "a", "b", "ab", "A", " ", "\t", "\u00a0", "é", "ß", "日", "😀", "\u3000" }.Select(Encoding.UTF8.GetBytes), [0xC3], [0xA9], [0xFF], [0xF0, 0x9F], [0]];

    // White_Space of Unicode 16, as UTF-8.
    static readonly byte[][] Blanks =
        [.. "\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000".Select(letter => Encoding.UTF8.GetBytes([letter]))];

    readonly Random _random = new(Seed);
    BareGuest _bare = new();

    public void Dispose() => _bare.Dispose();

    [Fact]
    public void Functions_agree_with_the_model()
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {Seed}");
        for (var i = 0; i < Cases; i++)
        {
            // The allocator of a bare guest only goes up.
            if (i % 1000 == 0)
            {
                _bare.Dispose();
                _bare = new BareGuest();
            }
            var (text, other, third) = (Next(8), Next(3), Next(2));
            var (from, to) = (_random.Next(-2, text.Length + 3), _random.Next(-2, text.Length + 3));
            var guest = _bare.Guest;
            Check(i, "concat", StringFunctions.Concat(guest, text, other), [.. text, .. other]);
            Check(i, "substring", StringFunctions.Substring(guest, text, from, to), Substring(text, from, to));
            Check(i, "trim", StringFunctions.Trim(guest, text), TrimEnd(TrimStart(text)));
            Check(i, "trim_start", StringFunctions.TrimStart(guest, text), TrimStart(text));
            Check(i, "trim_end", StringFunctions.TrimEnd(guest, text), TrimEnd(text));
            Check(i, "replace", StringFunctions.Replace(guest, text, other, third), Replace(text, other, third, int.MaxValue));
            Check(i, "replace_first", StringFunctions.ReplaceFirst(guest, text, other, third), Replace(text, other, third, 1));
            Check(i, "repeat", StringFunctions.Repeat(guest, text, from), [.. Enumerable.Repeat(text, Math.Max(from, 0)).SelectMany(bytes => bytes)]);
            Check(i, "index_of", StringQueryFunctions.IndexOf(text, other), IndexOf(text, other, 0));
            Check(i, "last_index_of", StringQueryFunctions.LastIndexOf(text, other), LastIndexOf(text, other));
            Check(i, "compare", StringQueryFunctions.Compare(guest, text, other), Compare(text, other));
            Check(i, "starts_with", StringQueryFunctions.StartsWith(text, other), IsAt(text, other, 0));
            Check(i, "ends_with", StringQueryFunctions.EndsWith(text, other), IsAt(text, other, text.Length - other.Length));
            Check(i, "contains", StringQueryFunctions.Contains(text, other), IndexOf(text, other, 0) >= 0);
            Check(i, "is_blank", StringQueryFunctions.IsBlank(text), TrimStart(text).Length == 0);
            Check(i, "char_code_at", CharacterFunctions.CharCodeAt(text, from), from >= 0 && from < text.Length ? text[from] : -1);
            var list = StringListFunctions.SplitToList(guest, text, other);
            Check(i, "join of split", StringListFunctions.JoinList(guest, list, other), text);
            if (other.Length > 0) Check(i, "split", StringListFunctions.JoinList(guest, list, third), [.. Split(text, other).SelectMany((part, k) => k == 0 ? part : [.. third, .. part])]);
        }
    }

    byte[] Next(int most) => [.. Enumerable.Range(0, _random.Next(most + 1)).SelectMany(_ => Pieces[_random.Next(Pieces.Length)])];

    void Check(int number, string function, GuestString found, byte[] expected)
    {
        var bytes = _bare.Bytes(found);
        Assert.True(bytes.AsSpan().SequenceEqual(expected), $"seed {Seed}, case {number}, {function}: {Convert.ToHexString(bytes)}, the model says {Convert.ToHexString(expected)}");
    }

    static void Check<T>(int number, string function, T found, T expected) => Assert.True(Equals(found, expected), $"seed {Seed}, case {number}, {function}: {found}, the model says {expected}");

    static byte[] Substring(byte[] text, int from, int to)
    {
        var result = new List<byte>();
        for (var i = 0; i < text.Length; i++)
            if (i >= from && i < to) result.Add(text[i]);
        return [.. result];
    }

    static bool IsAt(byte[] text, byte[] part, int at)
    {
        if (at < 0 || at + part.Length > text.Length) return false;
        for (var i = 0; i < part.Length; i++)
            if (text[at + i] != part[i]) return false;
        return true;
    }

    static byte[] TrimStart(byte[] text)
    {
        while (Array.Find(Blanks, blank => IsAt(text, blank, 0)) is { } found) text = text[found.Length..];
        return text;
    }

    static byte[] TrimEnd(byte[] text)
    {
        while (Array.Find(Blanks, blank => IsAt(text, blank, text.Length - blank.Length)) is { } found) text = text[..^found.Length];
        return text;
    }

    static int IndexOf(byte[] text, byte[] part, int from)
    {
        for (var i = from; i + part.Length <= text.Length; i++)
            if (IsAt(text, part, i)) return i;
        return -1;
    }

    static int LastIndexOf(byte[] text, byte[] part)
    {
        for (var i = text.Length - part.Length; i >= 0; i--)
            if (IsAt(text, part, i)) return i;
        return -1;
    }

    static byte[] Replace(byte[] text, byte[] search, byte[] by, int most)
    {
        if (search.Length == 0) return text;
        var result = new List<byte>();
        for (var i = 0; i < text.Length;)
        {
            if (most > 0 && IsAt(text, search, i))
            {
                result.AddRange(by);
                i += search.Length;
                most--;
            }
            else result.Add(text[i++]);
        }
        return [.. result];
    }

    static int Compare(byte[] left, byte[] right)
    {
        for (var i = 0; i < left.Length && i < right.Length; i++)
            if (left[i] != right[i]) return left[i] < right[i] ? -1 : 1;
        return left.Length == right.Length ? 0 : left.Length < right.Length ? -1 : 1;
    }

    static List<byte[]> Split(byte[] text, byte[] separator)
    {
        var parts = new List<byte[]>();
        var start = 0;
        for (var at = IndexOf(text, separator, 0); at >= 0; at = IndexOf(text, separator, start))
        {
            parts.Add(text[start..at]);
            start = at + separator.Length;
        }
        parts.Add(text[start..]);
        return parts;
    }
}
