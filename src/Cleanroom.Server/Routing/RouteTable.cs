using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Text;
using Cleanroom.Server.Applications;
using Microsoft.Extensions.Primitives;

namespace Cleanroom.Server.Routing;

/// <summary>
/// The routes of an application as a tree of segments: literals before parameters before the rest, regardless of the order of registration. A lookup visits
/// each node at most once, does not allocate and uses no regular expressions (contract, server 2).
/// </summary>
sealed class RouteTable
{
    sealed class Node
    {
        public Dictionary<string, Node>? Literals { get; private set; }

        public Node? Parameter { get; private set; }

        public List<Route> Routes { get; } = [];

        public List<Route> RestRoutes { get; } = [];

        public Node Literal(string text)
        {
            Literals ??= [];
            if (!Literals.TryGetValue(text, out var node)) Literals[text] = node = new Node();
            return node;
        }

        public Node AddParameter() => Parameter ??= new Node();
    }

    ref struct Search
    {
        public ReadOnlySpan<char> Path;
        public ReadOnlySpan<char> Method;
        public Route? Found;
        public RouteParameters Parameters;
        public bool AnyPattern;
        public List<string>? Methods;
    }

    readonly Node _root = new();
    readonly List<Route> _all = [];

    /// <summary>All routes in the order of registration.</summary>
    public IReadOnlyList<Route> Routes => _all;

    /// <summary>Adds a route. Returns the route with the same method and shape that it replaces, or null.</summary>
    public Route? Add(string method, string pattern, RouteHandler? handler, string? requiredRole = null, RouteRedirect? redirect = null, StateSlots? states = null)
    {
        Route? replaced = null;
        states ??= new StateSlots();
        foreach (var segments in RoutePattern.Parse(pattern))
        {
            var hasRest = segments.Any(segment => segment.Kind == RouteSegmentKind.Rest);
            var route = new Route(method, pattern, RoutePattern.Names(segments), handler, requiredRole, redirect, hasRest) { States = states };
            var node = _root;
            var isRest = false;
            foreach (var segment in segments)
            {
                if (segment.Kind == RouteSegmentKind.Rest)
                {
                    isRest = true;
                    break;
                }
                node = segment.Kind == RouteSegmentKind.Literal ? node.Literal(segment.Text) : node.AddParameter();
            }
            var routes = isRest ? node.RestRoutes : node.Routes;
            var index = routes.FindIndex(other => other.Method == method);
            if (index < 0) routes.Add(route);
            else
            {
                replaced = routes[index];
                routes[index] = route;
            }
            _all.RemoveAll(other => other == replaced || other.Method == method && other.Pattern == pattern);
            _all.Add(route);
        }
        return replaced;
    }

    /// <summary>Finds the route for a raw path, or null; a trailing slash is optional.</summary>
    public Route? Find(string method, ReadOnlySpan<char> path, out RouteParameters parameters)
    {
        var route = FindExactly(method, path, out parameters, out var hasPattern);
        if (hasPattern || path.Length <= 1) return route;
        if (path[^1] == '/') return FindExactly(method, path[..^1], out parameters, out _);
        Span<char> longer = path.Length < 1024 ? stackalloc char[path.Length + 1] : new char[path.Length + 1];
        path.CopyTo(longer);
        longer[^1] = '/';
        return FindExactly(method, longer, out parameters, out _);
    }

    /// <summary>Returns the methods that the path has routes for, as in an <c>Allow</c> header; empty when it has none.</summary>
    /// <param name="path">The path.</param>
    /// <param name="alsoGet">True when something other than a route answers GET.</param>
    public StringValues Allow(ReadOnlySpan<char> path, bool alsoGet = false)
    {
        var search = new Search { Path = path, Method = "", Methods = [] };
        Visit(_root, 1, 0, ref search);
        if (!search.AnyPattern && path.Length > 1)
        {
            search.Path = path[^1] == '/' ? path[..^1] : $"{path}/";
            Visit(_root, 1, 0, ref search);
        }
        if (!search.AnyPattern && !alsoGet) return default;
        var methods = new SortedSet<string>(search.Methods!, StringComparer.Ordinal) { "OPTIONS" };
        if (alsoGet) methods.Add("GET");
        if (methods.Contains("GET")) methods.Add("HEAD");
        return string.Join(", ", methods);
    }

    Route? FindExactly(string method, ReadOnlySpan<char> path, out RouteParameters parameters, out bool hasPattern)
    {
        var search = new Search { Path = path, Method = method };
        Visit(_root, 1, 0, ref search);
        if (search.Found is null && search.AnyPattern && method is "HEAD")
        {
            search.Method = "GET";
            Visit(_root, 1, 0, ref search);
        }
        parameters = search.Parameters;
        hasPattern = search.AnyPattern;
        return search.Found;
    }

    // The position is that of the first character of a segment; after a trailing slash there is one more, empty segment.
    static bool Visit(Node node, int position, int captured, ref Search search)
    {
        if (position > search.Path.Length) return Take(node.Routes, captured, ref search);
        var rest = search.Path[position..];
        var slash = rest.IndexOf('/');
        var segment = slash < 0 ? rest : rest[..slash];
        var next = position + segment.Length + 1;
        if (node.Literals is not null && FindLiteral(node.Literals, segment) is { } literal && Visit(literal, next, captured, ref search)) return true;
        if (node.Parameter is not null && segment.Length > 0 && captured < RouteParameters.Most)
        {
            search.Parameters[captured] = (position, segment.Length);
            if (Visit(node.Parameter, next, captured + 1, ref search)) return true;
        }
        if (node.RestRoutes.Count == 0 || captured >= RouteParameters.Most) return false;
        search.Parameters[captured] = (position, rest.Length);
        return Take(node.RestRoutes, captured + 1, ref search);
    }

    static Node? FindLiteral(Dictionary<string, Node> literals, ReadOnlySpan<char> segment)
    {
        var lookup = literals.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!segment.Contains('%')) return lookup.TryGetValue(segment, out var node) ? node : null;
        if (segment.Length > 256) return null;
        Span<byte> bytes = stackalloc byte[256];
        Span<char> text = stackalloc char[256];
        var length = PercentEncoding.Decode(segment, bytes);
        if (!IsWellFormed(segment)) return null;
        for (var i = 0; i < length; i++) text[i] = (char)bytes[i];
        return lookup.TryGetValue(text[..length], out var decoded) ? decoded : null;
    }

    // True when every percent sign is followed by two hex digits.
    static bool IsWellFormed(ReadOnlySpan<char> segment)
    {
        for (var at = segment.IndexOf('%'); at >= 0; at = segment.IndexOf('%'))
        {
            if (segment.Length - at < 3 || !char.IsAsciiHexDigit(segment[at + 1]) || !char.IsAsciiHexDigit(segment[at + 2])) return false;
            segment = segment[(at + 3)..];
        }
        return true;
    }

    static bool Take(List<Route> routes, int captured, ref Search search)
    {
        search.AnyPattern |= routes.Count > 0;
        foreach (var route in routes)
        {
            search.Methods?.Add(route.Method);
            if (!search.Method.SequenceEqual(route.Method)) continue;
            search.Found = route;
            search.Parameters.Count = captured;
            return true;
        }
        return false;
    }
}
