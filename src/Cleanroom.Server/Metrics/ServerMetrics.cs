using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Cleanroom.Bridge.Guests;
using Cleanroom.Server.Applications;
using Cleanroom.Server.Pipeline;

namespace Cleanroom.Server.Metrics;

/// <summary>
/// The metrics of an application (contract, server 14), as meter <c>Cleanroom.Server</c> and as Prometheus text. They survive a reload of the module. Labels
/// hold only patterns and known methods, never values chosen by a client.
/// </summary>
sealed class ServerMetrics : IApplicationObserver, IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Cleanroom.Server";

    /// <summary>The route label of requests without a matching route.</summary>
    public const string UnmatchedRoute = "unmatched";

    const string Other = "other";

    static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

    // By method and route.
    readonly ConcurrentDictionary<string, RouteCounters> _routes = new();
    readonly RouteCounters[] _unmatched;
    readonly Meter _meter = new(MeterName);
    readonly Histogram<double> _durations;

    readonly Func<(int Idle, int Busy)> _guests;

    /// <summary>Creates the metrics of an application.</summary>
    /// <param name="guests">Returns the numbers of idle and busy guests.</param>
    /// <param name="memory">The memory of the application.</param>
    /// <param name="sockets">Returns the number of WebSocket clients.</param>
    public ServerMetrics(Func<(int Idle, int Busy)> guests, MemoryQueue memory, Func<int> sockets)
    {
        _guests = guests;
        _unmatched = [.. Methods.Append(Other).Select(method => Route(method, UnmatchedRoute))];
        _durations = _meter.CreateHistogram<double>("clean.http.request.duration", "s", "Time to answer a request.");
        _meter.CreateObservableCounter("clean.http.requests", Measure, "{request}", "Requests answered.");
        _meter.CreateObservableGauge("clean.guest.states", States, "{guest}", "Guests by state.");
        _meter.CreateObservableGauge("clean.ws.clients", sockets, "{client}", "Connected WebSocket clients.");
        _meter.CreateObservableGauge("clean.memory.budget", () => memory.Budget.Limit, "By", "Memory that guests and buffered bodies may use.");
        _meter.CreateObservableGauge("clean.memory.used", () => memory.Budget.Used, "By", "Memory that guests and buffered bodies use, as the budget counts it.");
        _meter.CreateObservableCounter("clean.memory.refused", () => memory.Refused, "{request}", "Requests refused because the budget had no room.");
    }

    /// <summary>All counters, sorted by name.</summary>
    public IEnumerable<RouteCounters> Routes => _routes.Values.OrderBy(counters => counters.Route, StringComparer.Ordinal).ThenBy(counters => counters.Method, StringComparer.Ordinal);

    /// <summary>Returns the counters of a route; the same instance for the same names.</summary>
    public RouteCounters Route(string method, string route) => _routes.GetOrAdd($"{method} {route}", static (_, names) => new RouteCounters(names.method, names.route), (method, route));

    public void EntryPointEnded(StartContext start, Guest guest)
    {
        foreach (var route in start.Routes) route.States.Set(Route(route.Method, route.Pattern));
    }

    public void Answered(Route? route, string method, int status, long ticks)
    {
        var counters = route?.States.Find<RouteCounters>() ?? Unmatched(method);
        counters.Add(status, ticks);
        if (_durations.Enabled)
            _durations.Record((double)ticks / Stopwatch.Frequency, new TagList { { "method", counters.Method }, { "route", counters.Route }, { "status", status } });
    }

    public void Dispose() => _meter.Dispose();

    RouteCounters Unmatched(string method) => _unmatched[Array.IndexOf(Methods, method) is >= 0 and var place ? place : Methods.Length];

    Measurement<int>[] States() => [new(_guests().Idle, new KeyValuePair<string, object?>("state", "idle")), new(_guests().Busy, new KeyValuePair<string, object?>("state", "busy"))];

    IEnumerable<Measurement<long>> Measure()
    {
        foreach (var route in Routes)
            foreach (var (status, count) in route.ByStatus())
                yield return new Measurement<long>(count, [new("method", route.Method), new("route", route.Route), new("status", status)]);
    }
}
