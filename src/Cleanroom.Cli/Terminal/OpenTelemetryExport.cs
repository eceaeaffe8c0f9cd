using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Cleanroom.Cli.Terminal;

/// <summary>
/// Exports the metrics and traces of a server by OTLP if the environment configures an endpoint (contract, server 14). Flushes on shutdown.
/// </summary>
sealed class OpenTelemetryExport : IDisposable
{
    const string DefaultName = "cleanroom";

    static readonly string[] Endpoints = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"];

    readonly MeterProvider _meters;
    readonly TracerProvider _traces;

    OpenTelemetryExport()
    {
        // OTEL_SERVICE_NAME takes precedence over the default name.
        var resource = ResourceBuilder.CreateEmpty().AddService(DefaultName).AddTelemetrySdk().AddEnvironmentVariableDetector();
        _meters = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource)
            .AddMeter("Cleanroom.Server", "Cleanroom.Wasm", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel").AddOtlpExporter().Build();
        _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource("Microsoft.AspNetCore").AddOtlpExporter().Build();
    }

    /// <summary>Starts the export if an endpoint is configured; otherwise returns null.</summary>
    public static OpenTelemetryExport? Start() => Array.Exists(Endpoints, static name => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name))) ? new OpenTelemetryExport() : null;

    /// <summary>Flushes the remaining data.</summary>
    public void Dispose()
    {
        _meters.Dispose();
        _traces.Dispose();
    }
}
