using Cleanroom.Bridge.Abi;
using Cleanroom.Bridge.Async;
using Cleanroom.Server.Auth;
using Cleanroom.Server.Cors;
using Cleanroom.Server.Diagnostics;
using Cleanroom.Server.RateLimiting;
using Cleanroom.Server.Routing;
using Cleanroom.Server.StaticFiles;

namespace Cleanroom.Server.Hosting;

/// <summary>What the entry point of an application registers. Only a guest that runs the entry point has one.</summary>
/// <param name="counters">Gives the counters of a route by method and pattern.</param>
sealed class StartContext(Func<string, string, RouteCounters> counters)
{
    /// <summary>The routes.</summary>
    public RouteTable Routes { get; } = new(counters);

    /// <summary>The port that the program wishes for, or null.</summary>
    public int? Port { get; set; }

    /// <summary>The address that the program wishes for, or null.</summary>
    public System.Net.IPAddress? Host { get; set; }

    /// <summary>Roles and their permissions.</summary>
    public RoleTable Roles { get; set; } = RoleTable.Empty;

    /// <summary>What answers when a request fails, or null for the error envelope.</summary>
    public RouteHandler? ErrorHandler { get; set; }

    /// <summary>Calls that it queued.</summary>
    public IReadOnlyList<ExportCall> Queued { get; set; } = [];

    /// <summary>Routes whose handler was not found.</summary>
    public List<string> MissingHandlers { get; } = [];

    /// <summary>Directories whose files are served.</summary>
    public List<MountedDirectory> Mounts { get; } = [];

    /// <summary>The origins that the program allows, or null.</summary>
    public CorsPolicy? Cors { get; set; }

    /// <summary>The rate limit of the program, or null.</summary>
    public RateLimitRule? RateLimit { get; set; }

    /// <summary>The registration of a guest, or null, with a log line, when it is too late for one.</summary>
    public static StartContext? Of(Guest guest, string function)
    {
        if (guest.Context is StartContext start) return start;
        guest.Logger.RegisteredTooLate(function);
        return null;
    }
}
