using Cleanroom.Server.Pipeline;

namespace Cleanroom.Server.Routing;

/// <summary>Finds the route for the path and method.</summary>
sealed class RouteStep(RouteTable routes) : RequestStep
{
    public override StepResult Run(RequestContext request)
    {
        if (routes.Find(request.Http.Request.Method, request.Path, out var parameters) is { } route) request.Match(route, parameters);
        return StepResult.Next;
    }
}
