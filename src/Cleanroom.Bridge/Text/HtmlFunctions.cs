using System.Buffers;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.Text;

/// <summary>Text for HTML pages (contract, functions 3).</summary>
static class HtmlFunctions
{
    static readonly SearchValues<byte> s_special = SearchValues.Create("&<>\"'"u8);

    /// <summary>Escapes <c>&amp;</c>, <c>&lt;</c>, <c>&gt;</c>, <c>"</c> and <c>'</c> as character references (contract, functions 3).</summary>
    [HostFunction("_html_escape")]
    internal static GuestString Escape(Guest guest, ReadOnlySpan<byte> text)
    {
        var length = (long)text.Length;
        var rest = text;
        for (var index = rest.IndexOfAny(s_special); index >= 0; index = rest.IndexOfAny(s_special))
        {
            length += Reference(rest[index]).Length - 1;
            rest = rest[(index + 1)..];
        }
        var result = guest.NewResult(length, out var target);
        for (var index = text.IndexOfAny(s_special); index >= 0; index = text.IndexOfAny(s_special))
        {
            text[..index].CopyTo(target);
            var reference = Reference(text[index]);
            reference.CopyTo(target[index..]);
            target = target[(index + reference.Length)..];
            text = text[(index + 1)..];
        }
        text.CopyTo(target);
        return result;
    }

    /// <summary>A copy: marks text that is already HTML (contract, functions 3).</summary>
    [HostFunction("_html_raw")]
    internal static GuestString Raw(Guest guest, ReadOnlySpan<byte> text) => guest.NewResult(text);

    static ReadOnlySpan<byte> Reference(byte character) => character switch
    {
        (byte)'&' => "&amp;"u8,
        (byte)'<' => "&lt;"u8,
        (byte)'>' => "&gt;"u8,
        (byte)'"' => "&quot;"u8,
        _ => "&#039;"u8,
    };
}
