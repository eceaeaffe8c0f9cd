using System.Text;
using Cleanroom.Bridge.Text;

namespace Cleanroom.Server.Routing;

/// <summary>One segment of a pattern.</summary>
/// <param name="Kind">What it matches.</param>
/// <param name="Text">The literal, percent-decoded with one character for each byte, or the parameter's name.</param>
readonly record struct RouteSegment(RouteSegmentKind Kind, string Text);

/// <summary>What a segment of a pattern matches.</summary>
enum RouteSegmentKind
{
    /// <summary>Exactly this text.</summary>
    Literal,

    /// <summary>Any segment that is not empty.</summary>
    Parameter,

    /// <summary>Everything from here on, also nothing.</summary>
    Rest,
}

/// <summary>Reads patterns: <c>/users/:id</c>, <c>/files/*path</c>, <c>/{name}</c>, <c>/opt/:a/:b?</c> (contract, server 2).</summary>
static class RoutePattern
{
    /// <summary>The segment lists that a pattern stands for: two when its last segment is optional.</summary>
    public static IEnumerable<RouteSegment[]> Parse(string pattern)
    {
        if (pattern.Length == 0 || pattern[0] != '/') pattern = "/" + pattern;
        var parts = pattern[1..].Split('/');
        if (parts[^1].StartsWith(':') && parts[^1].EndsWith('?'))
        {
            parts[^1] = parts[^1][..^1];
            yield return [.. parts[..^1].Select(Read)];
        }
        // Only the last segment can be the rest.
        yield return [.. parts.Select((part, i) => Read(part) is { Kind: RouteSegmentKind.Rest } && i < parts.Length - 1 ? Literal(part) : Read(part))];
    }

    /// <summary>The names of a pattern's parameters from left to right.</summary>
    public static byte[][] Names(IEnumerable<RouteSegment> segments) =>
        [.. segments.Where(segment => segment.Kind != RouteSegmentKind.Literal).Select(segment => Encoding.UTF8.GetBytes(segment.Text))];

    static RouteSegment Read(string part) => part switch
    {
        ['*', .. var name] => new(RouteSegmentKind.Rest, name),
        ['{', '*', .. var name, '}'] => new(RouteSegmentKind.Rest, name),
        ['{', .. var name, '}'] when name.Length > 0 => new(RouteSegmentKind.Parameter, name),
        [':', .. var name] when name.Length > 0 => new(RouteSegmentKind.Parameter, name),
        _ => Literal(part),
    };

    static RouteSegment Literal(string part) => new(RouteSegmentKind.Literal, Canonical(Encoding.UTF8.GetBytes(part)));

    static string Canonical(byte[] text)
    {
        var length = PercentEncoding.Decode(text, plusIsSpace: false);
        return Encoding.Latin1.GetString(text, 0, length);
    }
}
