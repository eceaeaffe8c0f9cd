using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Cleanroom.Server.Pipeline;
using Microsoft.AspNetCore.Http;

namespace Cleanroom.Server.Health;

/// <summary>
/// The health endpoints of the host (contract, server 14): <c>/_health/live</c> answers while the process runs, <c>/_health/ready</c> while guests are
/// available and the server is not draining, <c>/_health</c> describes the application. Routes of the program cannot replace them.
/// </summary>
sealed class HealthStep : RequestStep
{
    const string Status = "/_health", Live = "/_health/live", Ready = "/_health/ready";

    static readonly byte[] Alive = "{\"status\":\"ok\"}"u8.ToArray();
    static readonly byte[] NotReady = "{\"status\":\"not ready\"}"u8.ToArray();
    static readonly string Version = typeof(HealthStep).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public override StepResult Run(RequestContext request)
    {
        var path = request.Path;
        if (!path.StartsWith(Status)) return StepResult.Next;
        if (path.SequenceEqual(Live)) return ResponseWriter.WriteHostResponseAsync(request.Http, 200, ErrorEnvelope.ContentType, Alive);
        if (path.SequenceEqual(Ready)) return AnswerReadyAsync(request.Application, request.Http);
        return path.SequenceEqual(Status) ? AnswerStatusAsync(request.Application, request.Http) : StepResult.Next;
    }

    /// <summary>Describes the application; details of its state are shown only to clients on this machine.</summary>
    public static Task AnswerStatusAsync(CleanApplication application, HttpContext http)
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
        return ResponseWriter.WriteHostResponseAsync(http, 200, ErrorEnvelope.ContentType, stream.ToArray());
    }

    static Task AnswerReadyAsync(CleanApplication application, HttpContext http) => application.IsReady
        ? ResponseWriter.WriteHostResponseAsync(
            http, 200, ErrorEnvelope.ContentType, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"status\":\"ready\",\"routes\":{application.Current.Start.Routes.Count}}}")))
        : ResponseWriter.WriteHostResponseAsync(http, 503, ErrorEnvelope.ContentType, NotReady);
}
