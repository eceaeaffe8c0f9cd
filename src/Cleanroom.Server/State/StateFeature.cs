using Cleanroom.Bridge;
using Cleanroom.Bridge.Grants;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Settings;

namespace Cleanroom.Server.State;

/// <summary>State that servers share, and the files of the embedded defaults (docs/contract/server.md, section 16).</summary>
sealed class StateFeature : Feature
{
    public override string SettingGroup => "State";

    public override IReadOnlyList<Setting<CleanServerOptions>> Settings { get; } =
    [
        new("state", "PLACE", $"Where the state that servers share is kept, such as sessions, tokens and rate limits: {StatePlace.Forms}. sqlite alone is a file in the data directory. Default: {Defaults.State}.", (options, value) => options with { State = StatePlace.Check(value) }),
        new("data-dir", "DIR", "The directory for files of the server itself, closed to the program and to clients. Default: .cleanroom in the first granted directory.", (options, value) => options with { DataDirectory = value }),
    ];

    public override GuestOptions Open(CleanApplication application, GuestOptions guest)
    {
        var closed = new ClosedPaths();
        DataDirectory.Close(application.Options, closed);
        application.States.Set(new StateConnections(closed, guest.Logger));
        return guest with { Closed = closed };
    }
}
