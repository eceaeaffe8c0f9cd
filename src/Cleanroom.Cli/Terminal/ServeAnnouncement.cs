using Cleanroom.Bridge;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Modules;
using Cleanroom.Server;
using Cleanroom.Server.Pipeline;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Cli.Terminal;

/// <summary>Logs at startup the server's addresses, its routes, what its guests may use, and missing imports.</summary>
static partial class ServeAnnouncement
{
    /// <summary>Logs the addresses of the server.</summary>
    public static void WriteAddresses(ILogger log, IEnumerable<string> addresses)
    {
        foreach (var address in addresses) Serving(log, address);
    }

    /// <summary>Logs the rest.</summary>
    public static void Write(ILogger log, CleanApplication application)
    {
        var routes = application.Routes.ToList();
        if (routes.Count == 0) NoRoutes(log);
        else Routes(log, routes.Count, new LogList([.. routes.Select(route => $"{route.Method,-7} {route.Pattern}{Protection(route.RequiredRole)}")]));
        Grants(log, new LogList([.. GrantsOf(application.Options.Guest)]));
        List(application, ImportStatus.Missing, (count, list) => Missing(log, count, list));
        List(application, ImportStatus.Denied, (count, list) => Denied(log, count, list));
        List(application, ImportStatus.Stub, (count, list) => Stubs(log, count, list));
    }

    static string Protection(string? role) => role is null ? "" : role.Length == 0 ? "  (signed-in users)" : $"  (role {role})";

    static IEnumerable<string> GrantsOf(GuestOptions guest)
    {
        foreach (var directory in guest.Directories) yield return $"files        {directory.Path}{(directory.ReadOnly ? " (read only)" : "")}";
        if (guest.StorageRoot is { } storage) yield return $"storage      {storage}";
        yield return $"network      {(guest.Network.GrantsOnly ? "" : "public addresses")}{string.Concat(guest.Network.Grants.Select((grant, i) => $"{(i > 0 || !guest.Network.GrantsOnly ? ", " : "")}{grant.Host}{(grant.Port is { } port ? $":{port}" : "")}"))}";
        yield return $"database     {guest.Database?.MaskedUrl ?? "none"}";
        if (guest.Environment.Count > 0) yield return $"environment  {string.Join(", ", guest.Environment.Keys)}";
    }

    static void List(CleanApplication application, ImportStatus status, Action<int, LogList> write)
    {
        var imports = application.Module.Imports.Where(import => import.Status == status).ToList();
        if (imports.Count > 0) write(imports.Count, new LogList([.. imports.Select(import => import.ToString())]));
    }

    [LoggerMessage(5001, LogLevel.Information, "serving at {Address}")]
    static partial void Serving(ILogger logger, string address);

    [LoggerMessage(5002, LogLevel.Information, "{Count} routes:{Routes}")]
    static partial void Routes(ILogger logger, int count, LogList routes);

    [LoggerMessage(5003, LogLevel.Warning, "the program registered no routes: every request is answered 404")]
    static partial void NoRoutes(ILogger logger);

    [LoggerMessage(5004, LogLevel.Information, "granted:{Grants}")]
    static partial void Grants(ILogger logger, LogList grants);

    [LoggerMessage(5005, LogLevel.Warning, "{Count} imports are missing; a request that calls one is answered 500:{Imports}")]
    static partial void Missing(ILogger logger, int count, LogList imports);

    [LoggerMessage(5006, LogLevel.Warning, "{Count} imports are denied by the module's section clean:permissions:{Imports}")]
    static partial void Denied(ILogger logger, int count, LogList imports);

    [LoggerMessage(5007, LogLevel.Information, "{Count} imports answer a fixed value:{Imports}")]
    static partial void Stubs(ILogger logger, int count, LogList imports);
}
