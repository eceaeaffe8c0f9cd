using System.Text;
using Cleanroom.Bridge.Text;

namespace Cleanroom.Server.Routing;

/// <summary>One segment of a pattern. A class: generic code of the base class library for a value type of ours would be compiled at every start.</summary>
/// <param name="Kind">The kind of the segment.</param>
/// <param name="Text">The literal, percent-decoded with one character per byte, or the parameter's name.</param>
sealed record RouteSegment(RouteSegmentKind Kind, string Text);

/// <summary>The kind of a pattern segment.</summary>
enum RouteSegmentKind
{
    /// <summary>Matches exactly this text.</summary>
    Literal,

    /// <summary>Matches any non-empty segment.</summary>
    Parameter,

    /// <summary>Matches the rest of the path, including nothing.</summary>
    Rest,
}

/// <summary>Parses patterns: <c>/users/:id</c>, <c>/files/*path</c>, <c>/{name}</c>, <c>/opt/:a/:b?</c> (contract, server 2).</summary>
static class RoutePattern
{
    /// <summary>Returns the segment lists of a pattern: two when its last segment is optional.</summary>
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
