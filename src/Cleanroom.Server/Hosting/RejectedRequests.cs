using System.Diagnostics;
using System.IO.Pipelines;
using Cleanroom.Server.Pipeline;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Cleanroom.Server.Hosting;

/// <summary>
/// Requests that Kestrel rejects before the application is called, because they are malformed, too large or too slow. They get the envelope, a request id and
/// one log record (contract, server 1 and 7). Kestrel reports a rejection before it writes its own response; a writer on the connection replaces that
/// response. In HTTP/2, Kestrel's response is kept.
/// </summary>
sealed class RejectedRequests : IObserver<KeyValuePair<string, object?>>
{
    const string Event = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    readonly IServiceProvider _services;

    RejectedRequests(IServiceProvider services) => _services = services;

    /// <summary>Answers the rejected requests of an endpoint.</summary>
    public static void AnswerOn(ListenOptions endpoint)
    {
        var rejected = new RejectedRequests(endpoint.ApplicationServices);
        if (endpoint.ApplicationServices.GetRequiredService<DiagnosticSource>() is DiagnosticListener kestrel) kestrel.Subscribe(rejected, static name => name == Event);
        endpoint.Use(next => connection => rejected.ServeAsync(connection, next));
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is not IFeatureCollection features || features.Get<RejectionWriter>() is not { Rejected: null } output || output.Owner != this) return;
        // The application has answered already: what follows cannot be parsed, and the connection ends.
        if (features.Get<IHttpResponseFeature>() is not { HasStarted: false }) return;
        var request = RejectedRequest.Of(features);
        if (HttpProtocol.IsHttp2(features.Get<IHttpRequestFeature>()!.Protocol)) Record(request, request.Record.Status);
        else output.Reject(request);
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    /// <summary>Logs and counts a request.</summary>
    public void Record(RejectedRequest request, int status)
    {
        var application = _services.GetRequiredService<CleanApplication>();
        application.Answered(null, request.Record.Method, status, 0);
        if (application.LogsRequests) request.Record.With(status).WriteTo(application.Logger);
    }

    async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var transport = connection.Transport;
        var output = new RejectionWriter(transport.Output, this);
        connection.Features.Set(output);
        connection.Features.Set<IConnectionOutput>(output);
        connection.Transport = new Duplex(transport.Input, output);
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = transport;
            if (output is { Rejected: { } request, IsAnswered: false }) Record(request, StatusCodes.Status499ClientClosedRequest);
        }
    }

    sealed class Duplex(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
