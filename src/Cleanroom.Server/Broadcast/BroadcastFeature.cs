using Cleanroom.Bridge;
using Cleanroom.Bridge.Database;
using Cleanroom.Bridge.Settings;
using Cleanroom.Server.State;

namespace Cleanroom.Server.Broadcast;

/// <summary>Messages between the servers of an application (docs/contract/server.md, section 10).</summary>
sealed class BroadcastFeature : Feature
{
    public override string SettingGroup => "State";

    public override IReadOnlyList<Setting<CleanServerOptions>> Settings { get; } =
    [
        new("broadcast", "URL", $"The Redis server through which WebSocket messages reach the clients of all servers: {string.Join(", ", RedisUrl.Forms)}; or {StatePlace.Memory} for this process alone. Default: the place of --state where it is Redis, else {StatePlace.Memory}.", (options, value) => options with { Broadcast = Check(value) }),
    ];

    public override GuestOptions Open(CleanApplication application, GuestOptions guest)
    {
        var place = application.Options.Broadcast ?? application.Options.State;
        if (RedisUrl.IsFor(place)) application.States.Set<BroadcastEngine>(new RedisBroadcast(StateConnections.Of(application).Redis(place), application.Logger));
        return guest;
    }

    static string Check(string place)
    {
        if (RedisUrl.IsFor(place)) RedisUrl.Read(place);
        else if (place != StatePlace.Memory) throw new SettingException(DatabaseUrl.Mask(place), $"expected one of {string.Join(", ", RedisUrl.Forms)}, {StatePlace.Memory}");
        return place;
    }
}
