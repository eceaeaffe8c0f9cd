using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;
using Cleanroom.Wasm;

namespace Cleanroom.Server.Applications;

/// <summary>The handler of a route: a function of the module, with a number as argument for dispatchers.</summary>
/// <param name="Name">Name of the export, or the slot, for use in messages.</param>
/// <param name="Function">The function.</param>
/// <param name="Argument">The index that a <c>__dispatch_route</c> function is called with, or null.</param>
/// <param name="Waits">What it may wait for.</param>
sealed record RouteHandler(string Name, FunctionHandle Function, int? Argument, Waits Waits);

/// <summary>One registered route.</summary>
/// <param name="Method">The method in upper case.</param>
/// <param name="Pattern">The pattern as registered.</param>
/// <param name="ParameterNames">Names of its parameters as UTF-8, from left to right; the rest parameter is also named <c>*</c>.</param>
/// <param name="Handler">The handler, or null when it was not found: such a route answers 500.</param>
/// <param name="RequiredRole">Null for a public route, "" for any signed-in user, else the role.</param>
/// <param name="Redirect">The redirect of a redirect route, or null.</param>
/// <param name="HasRest">True when its last parameter is the rest of the path.</param>
sealed record Route(
    string Method, string Pattern, byte[][] ParameterNames, RouteHandler? Handler, string? RequiredRole = null, RouteRedirect? Redirect = null, bool HasRest = false)
{
    /// <summary>Feature state of the route; set before the first request.</summary>
    public StateSlots States { get; init; } = new();

    /// <summary>
    /// Length of the literal path before the rest parameter, below which a static file may answer. Larger than any path when the route has no rest parameter
    /// or requires a user, so that no file replaces it.
    /// </summary>
    public int FixedLength(in RouteParameters parameters) => HasRest && RequiredRole is null ? parameters[parameters.Count - 1].Start - 1 : int.MaxValue;
}

/// <summary>The response of a redirect route.</summary>
/// <param name="Target">Path with <c>:name</c> for parameters.</param>
/// <param name="Status">301, 302, 303, 307 or 308.</param>
sealed record RouteRedirect(string Target, int Status);
