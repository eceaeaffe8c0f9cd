using Cleanroom.Server.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Cleanroom.Server.Protection;

/// <summary>Rejects requests for hosts that are not served (contract, server 3).</summary>
sealed class HostStep(IEnumerable<string> hosts) : RequestStep
{
    readonly StringSegment[] _hosts = [.. hosts.Select(WithoutFinalDot)];

    public override StepResult Run(RequestContext request) =>
        HostString.MatchesAny(WithoutFinalDot(request.Http.Request.Host.Host), _hosts) ? StepResult.Next : ResponseWriter.WriteErrorAsync(request, RequestError.OtherHost);

    // A name with a final dot is the same name, fully qualified.
    static string WithoutFinalDot(string host) => host.EndsWith('.') ? host[..^1] : host;
}
