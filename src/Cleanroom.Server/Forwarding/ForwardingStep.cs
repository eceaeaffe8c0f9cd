using Cleanroom.Server.Pipeline;

namespace Cleanroom.Server.Forwarding;

/// <summary>Replaces the proxy's address, scheme and host with the client's.</summary>
sealed class ForwardingStep(TrustedProxies proxies) : RequestStep
{
    public override StepResult Run(RequestContext request)
    {
        proxies.Apply(request.Http);
        return StepResult.Next;
    }
}
