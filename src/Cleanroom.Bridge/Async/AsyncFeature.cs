using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.Async;

/// <summary>Runs the calls that a program queued after its entry point. A server runs the calls of its events itself.</summary>
sealed class AsyncFeature : GuestFeature
{
    public override void ProgramReturned(Guest guest)
    {
        if (guest.FindState<CallQueue>()?.Calls is not { } calls) return;
        // Calls queued by these calls are appended.
        for (var i = 0; i < calls.Count; i++)
            if (calls[i].Invoke(guest) is null) guest.Logger.CallRefused("_async_fire", calls[i].Name);
        calls.Clear();
    }
}
