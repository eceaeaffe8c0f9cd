using Cleanroom.Bridge;
using Cleanroom.Bridge.Async;

namespace Cleanroom.Server.Async;

/// <summary>Calls that run after the response (docs/contract/server.md, section 1).</summary>
sealed class AsyncFeature : Feature
{
    public override GuestOptions Open(CleanApplication application, GuestOptions guest)
    {
        application.Observe(application.States.Set(new QueuedCalls(application)));
        return guest;
    }
}
