using Cleanroom.Server.Pipeline;

namespace Cleanroom.Server.Sessions;

/// <summary>Looks up the session of the cookie, once. Blocking stores are queried on a dedicated thread.</summary>
sealed class SessionStep : RequestStep
{
    public override StepResult Run(RequestContext request)
    {
        var session = request.State<RequestSession>();
        if (!session.HasBegun) session.Begin(request);
        if (!session.NeedsLookup) return StepResult.Next;
        if (!session.Store.IsInProcess) return StepResult.Later(OpenElsewhereAsync(request, session));
        session.Open();
        return StepResult.Next;
    }

    static async ValueTask<bool> OpenElsewhereAsync(RequestContext request, RequestSession session)
    {
        await request.Application.Scheduler.RunAsync(session.Open);
        return false;
    }
}
