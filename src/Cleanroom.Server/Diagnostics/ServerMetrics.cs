using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Cleanroom.Server.Diagnostics;

/// <summary>
/// The figures of an application (contract, server 14), under the meter <c>Cleanroom.Server</c> and as Prometheus text. They outlive a version of the module.
/// Labels hold patterns and known methods only: nothing that a client can choose.
/// </summary>
sealed class ServerMetrics : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Cleanroom.Server";

    /// <summary>The route label of requests that no route answers.</summary>
    public const string Unmatched = "unmatched";

    const string Other = "other";

    static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

    readonly ConcurrentDictionary<(string Method, string Route), RouteCounters> _routes = new();
    readonly RouteCounters[] _unmatched;
    readonly Meter _meter = new(MeterName);
    readonly Histogram<double> _durations;

    public ServerMetrics()
    {
        _unmatched = [.. Methods.Append(Other).Select(method => Route(method, Unmatched))];
        _durations = _meter.CreateHistogram<double>("clean.http.request.duration", "s", "Time to answer a request.");
        _meter.CreateObservableCounter("clean.http.requests", Measure, "{request}", "Requests answered.");
        _meter.CreateObservableGauge("clean.guest.states", States, "{guest}", "Guests by state.");
    }

    /// <summary>Tells how many guests wait and how many work.</summary>
    public Func<(int Idle, int Busy)> Guests { private get; set; } = static () => default;

    /// <summary>All counters, in the order of their names.</summary>
    public IEnumerable<RouteCounters> Routes => _routes.Values.OrderBy(counters => counters.Route, StringComparer.Ordinal).ThenBy(counters => counters.Method, StringComparer.Ordinal);

    /// <summary>The counters of a route; the same for the same names.</summary>
    public RouteCounters Route(string method, string route) => _routes.GetOrAdd((method, route), static key => new RouteCounters(key.Method, key.Route));

    /// <summary>Counts an answer.</summary>
    /// <param name="route">The counters of its route, or null when none answers.</param>
    /// <param name="method">The method of the request.</param>
    /// <param name="status">The status of the answer.</param>
    /// <param name="started">When the request began, as <see cref="Stopwatch"/> tells time.</param>
    public void Answered(RouteCounters? route, string method, int status, long started)
    {
        if (route is null)
        {
            var place = Array.IndexOf(Methods, method);
            route = _unmatched[place < 0 ? Methods.Length : place];
        }
        var ticks = Stopwatch.GetTimestamp() - started;
        route.Add(status, ticks);
        if (_durations.Enabled)
            _durations.Record((double)ticks / Stopwatch.Frequency, new TagList { { "method", route.Method }, { "route", route.Route }, { "status", status } });
    }

    public void Dispose() => _meter.Dispose();

    Measurement<int>[] States() => [new(Guests().Idle, new KeyValuePair<string, object?>("state", "idle")), new(Guests().Busy, new KeyValuePair<string, object?>("state", "busy"))];

    IEnumerable<Measurement<long>> Measure()
    {
        foreach (var route in Routes)
            foreach (var (status, count) in route.ByStatus())
                yield return new Measurement<long>(count, [new("method", route.Method), new("route", route.Route), new("status", status)]);
    }
}
