using System.Text;
using Cleanroom.Server.Pipeline;

namespace Cleanroom.Server.Metrics;

/// <summary>Serves the metrics. Routes of the program cannot replace it.</summary>
sealed class MetricsStep(string path) : RequestStep
{
    public override StepResult Run(RequestContext request) => request.Path.SequenceEqual(path)
        ? ResponseWriter.WriteHostResponseAsync(request.Http, 200, PrometheusText.ContentType, Encoding.UTF8.GetBytes(PrometheusText.Write(request.Application)))
        : StepResult.Next;
}
