using Cleanroom.Server.Pipeline;

namespace Cleanroom.Server.Forwarding;

/// <summary>Puts the client in the place of the proxy that a request comes from.</summary>
sealed class ForwardingStep(TrustedProxies proxies) : RequestStep
{
    public override StepResult Run(RequestContext request)
    {
        proxies.Apply(request.Http);
        return StepResult.Next;
    }
}
