using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Cleanroom.Cli.Terminal;

/// <summary>Sends the figures and traces of a server by OTLP when the environment says where to (contract, server 14). What is left goes out when it ends.</summary>
sealed class OpenTelemetryExport : IDisposable
{
    const string DefaultName = "cleanroom";

    static readonly string[] Endpoints = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"];

    readonly MeterProvider _meters;
    readonly TracerProvider _traces;

    OpenTelemetryExport()
    {
        // OTEL_SERVICE_NAME wins over the default name.
        var resource = ResourceBuilder.CreateEmpty().AddService(DefaultName).AddTelemetrySdk().AddEnvironmentVariableDetector();
        _meters = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource)
            .AddMeter("Cleanroom.Server", "Cleanroom.Wasm", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel").AddOtlpExporter().Build();
        _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource("Microsoft.AspNetCore").AddOtlpExporter().Build();
    }

    /// <summary>Starts when an endpoint is set; null else.</summary>
    public static OpenTelemetryExport? Start() => Array.Exists(Endpoints, static name => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name))) ? new OpenTelemetryExport() : null;

    /// <summary>Sends what is left.</summary>
    public void Dispose()
    {
        _meters.Dispose();
        _traces.Dispose();
    }
}
