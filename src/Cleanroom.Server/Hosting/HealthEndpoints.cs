using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Cleanroom.Server.Diagnostics;
using Cleanroom.Server.Responses;
using Microsoft.AspNetCore.Http;

namespace Cleanroom.Server.Hosting;

/// <summary>
/// What the host itself answers (contract, server 14): <c>/_health/live</c> while the process does, <c>/_health/ready</c> while requests find guests and the
/// server does not drain, <c>/_health</c> with what runs, and the figures. No route of a program can stand in their place.
/// </summary>
static class HealthEndpoints
{
    /// <summary>The same as <see cref="Status"/>, unless the program has a route for it.</summary>
    public const string Plain = "/health";

    const string Status = "/_health", Live = "/_health/live", Ready = "/_health/ready";

    static readonly byte[] Alive = "{\"status\":\"ok\"}"u8.ToArray();
    static readonly byte[] NotReady = "{\"status\":\"not ready\"}"u8.ToArray();
    static readonly string Version = typeof(HealthEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>Answers such a request; null for any other.</summary>
    public static Task? TryAnswer(CleanApplication application, HttpContext http, ReadOnlySpan<char> path)
    {
        if (application.EngineFigures is { } figures && path.SequenceEqual(application.Options.MetricsPath))
            return ResponseWriter.WriteOwnAsync(http, 200, PrometheusText.ContentType, Encoding.UTF8.GetBytes(PrometheusText.Write(application, figures)));
        if (!path.StartsWith(Status)) return null;
        if (path.SequenceEqual(Live)) return ResponseWriter.WriteOwnAsync(http, 200, ErrorEnvelope.ContentType, Alive);
        if (path.SequenceEqual(Ready)) return AnswerReady(application, http);
        return path.SequenceEqual(Status) ? AnswerStatus(application, http) : null;
    }

    /// <summary>Tells what runs; how it fares is told on this machine only.</summary>
    public static Task AnswerStatus(CleanApplication application, HttpContext http)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("status", application.IsReady ? "ok" : "not ready");
            json.WriteString("version", Version);
            json.WriteString("module", application.ModuleHash);
            json.WriteString("compiler", application.Module.Generation.Description);
            json.WriteNumber("uptime_s", (long)(DateTimeOffset.UtcNow - application.Started).TotalSeconds);
            if (http.Connection.RemoteIpAddress is { } peer && IPAddress.IsLoopback(peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer))
            {
                json.WriteStartObject("guests");
                json.WriteNumber("idle", application.GuestStates.Idle);
                json.WriteNumber("busy", application.GuestStates.Busy);
                json.WriteEndObject();
                json.WriteStartArray("last_traps");
                foreach (var trap in application.LastTraps) json.WriteStringValue(trap);
                json.WriteEndArray();
            }
            json.WriteEndObject();
        }
        return ResponseWriter.WriteOwnAsync(http, 200, ErrorEnvelope.ContentType, stream.ToArray());
    }

    static Task AnswerReady(CleanApplication application, HttpContext http) => application.IsReady
        ? ResponseWriter.WriteOwnAsync(
            http, 200, ErrorEnvelope.ContentType, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"status\":\"ready\",\"routes\":{application.Current.Start.Routes.Routes.Count}}}")))
        : ResponseWriter.WriteOwnAsync(http, 503, ErrorEnvelope.ContentType, NotReady);
}
