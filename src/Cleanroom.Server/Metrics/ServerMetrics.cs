using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Cleanroom.Bridge.Guests;
using Cleanroom.Server.Applications;

namespace Cleanroom.Server.Metrics;

/// <summary>
/// The figures of an application (contract, server 14), under the meter <c>Cleanroom.Server</c> and as Prometheus text. They outlive a version of the module.
/// Labels hold patterns and known methods only: nothing that a client can choose.
/// </summary>
sealed class ServerMetrics : IApplicationObserver, IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Cleanroom.Server";

    /// <summary>The route label of requests that no route answers.</summary>
    public const string UnmatchedRoute = "unmatched";

    const string Other = "other";

    static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

    readonly ConcurrentDictionary<(string Method, string Route), RouteCounters> _routes = new();
    readonly RouteCounters[] _unmatched;
    readonly Meter _meter = new(MeterName);
    readonly Histogram<double> _durations;

    readonly Func<(int Idle, int Busy)> _guests;

    /// <summary>Makes the metrics of an application.</summary>
    /// <param name="guests">Tells how many guests wait and how many work.</param>
    public ServerMetrics(Func<(int Idle, int Busy)> guests)
    {
        _guests = guests;
        _unmatched = [.. Methods.Append(Other).Select(method => Route(method, UnmatchedRoute))];
        _durations = _meter.CreateHistogram<double>("clean.http.request.duration", "s", "Time to answer a request.");
        _meter.CreateObservableCounter("clean.http.requests", Measure, "{request}", "Requests answered.");
        _meter.CreateObservableGauge("clean.guest.states", States, "{guest}", "Guests by state.");
    }

    /// <summary>All counters, in the order of their names.</summary>
    public IEnumerable<RouteCounters> Routes => _routes.Values.OrderBy(counters => counters.Route, StringComparer.Ordinal).ThenBy(counters => counters.Method, StringComparer.Ordinal);

    /// <summary>The counters of a route; the same for the same names.</summary>
    public RouteCounters Route(string method, string route) => _routes.GetOrAdd((method, route), static key => new RouteCounters(key.Method, key.Route));

    public void EntryPointEnded(StartContext start, Guest guest)
    {
        foreach (var route in start.Routes) route.States.Set(Route(route.Method, route.Pattern));
    }

    public void Answered(Route? route, string method, int status, long started)
    {
        var counters = route?.States.Find<RouteCounters>() ?? Unmatched(method);
        var ticks = Stopwatch.GetTimestamp() - started;
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
