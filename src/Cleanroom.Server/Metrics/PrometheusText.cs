using System.Globalization;
using System.Text;
using Cleanroom.Server.WebSockets;

namespace Cleanroom.Server.Metrics;

/// <summary>Writes the metrics of an application in the Prometheus text format (contract, server 14).</summary>
static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Write(CleanApplication application)
    {
        var text = new StringBuilder();
        var engine = application.States.Find<EngineMetrics>()!;
        var routes = application.States.Find<ServerMetrics>()!.Routes.ToList();
        Head(text, "clean_http_requests_total", "counter", "Requests answered.");
        foreach (var route in routes)
            foreach (var (status, count) in route.ByStatus()) Line(text, "clean_http_requests_total", count, ("method", route.Method), ("route", route.Route), ("status", Number(status)));
        Head(text, "clean_http_request_duration_seconds", "histogram", "Time to answer a request.");
        foreach (var route in routes) Histogram(text, route);
        Head(text, "clean_guest_traps_total", "counter", "Guests that were stopped, by the kind of the trap.");
        foreach (var (kind, count) in engine.Traps) Line(text, "clean_guest_traps_total", count, ("kind", kind));
        Head(text, "clean_guest_states", "gauge", "Guests by state.");
        Line(text, "clean_guest_states", application.GuestStates.Idle, ("state", "idle"));
        Line(text, "clean_guest_states", application.GuestStates.Busy, ("state", "busy"));
        Single(text, "clean_wasm_memory_current_bytes", "gauge", "Usable bytes of all linear memories.", engine.MemoryBytes);
        Single(text, "clean_wasm_memory_peak_bytes", "gauge", "The most of them at once.", engine.PeakBytes);
        Single(text, "clean_wasm_memory_grows_total", "counter", "Times that a linear memory grew.", engine.Grows);
        Single(text, "clean_wasm_memory_grow_pages_total", "counter", "Pages by which linear memories grew.", engine.GrownPages);
        Single(text, "clean_wasm_memory_oom_total", "counter", "Guests that wanted more memory than they may have.", engine.Traps.FirstOrDefault(trap => trap.Kind == nameof(Wasm.TrapKind.OutOfMemory)).Count);
        Single(text, "clean_memory_budget_bytes", "gauge", "Memory that guests and buffered bodies may use.", application.Memory.Budget.Limit);
        Single(text, "clean_memory_used_bytes", "gauge", "Memory that guests and buffered bodies use, as the budget counts it.", application.Memory.Budget.Used);
        Single(text, "clean_memory_refused_total", "counter", "Requests refused because the budget had no room.", application.Memory.Refused);
        Single(text, "clean_ws_clients", "gauge", "Connected WebSocket clients.", application.States.Find<SocketHub>()!.Count);
        if (application.Options.Guest.Database?.Connections is var (inUse, max))
        {
            Head(text, "clean_db_pool", "gauge", "Connections to the database by state.");
            Line(text, "clean_db_pool", inUse, ("state", "in_use"));
            Line(text, "clean_db_pool", max - inUse, ("state", "free"));
        }
        return text.ToString();
    }

    static void Histogram(StringBuilder text, RouteCounters route)
    {
        const string name = "clean_http_request_duration_seconds";
        if (!route.ByDuration.ContainsAnyExcept(0)) return;
        long sum = 0;
        for (var place = 0; place <= RouteCounters.Bounds.Length; place++)
        {
            sum += route.ByDuration[place];
            Line(text, name + "_bucket", sum, ("method", route.Method), ("route", route.Route), ("le", place < RouteCounters.Bounds.Length ? Number(RouteCounters.Bounds[place]) : "+Inf"));
        }
        Line(text, name + "_sum", route.Seconds, ("method", route.Method), ("route", route.Route));
        Line(text, name + "_count", sum, ("method", route.Method), ("route", route.Route));
    }

    static void Single(StringBuilder text, string name, string type, string help, long value)
    {
        Head(text, name, type, help);
        Line(text, name, value);
    }

    static void Head(StringBuilder text, string name, string type, string help) => text.Append($"# HELP {name} {help}\n# TYPE {name} {type}\n");

    static void Line(StringBuilder text, string name, double value, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        text.Append(name);
        for (var i = 0; i < labels.Length; i++)
            text.Append(i == 0 ? '{' : ',').Append(labels[i].Name).Append("=\"").Append(labels[i].Value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)).Append('"');
        if (labels.Length > 0) text.Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}
