using System.Net;
using System.Text;
using System.Text.Json;
using Cleanroom.Server.Pipeline;

namespace Cleanroom.Server.Development;

/// <summary>
/// Shows developers why a request failed: the kind of trap, the guest's stack frames and the last lines it printed. A page for browsers, otherwise the error
/// envelope with these fields added (contract, server 7). Only with <c>--dev</c>.
/// </summary>
sealed class DevelopmentStep : RequestStep
{
    public override StepResult Run(RequestContext request)
    {
        var failure = request.Failure!;
        var isPage = request.Http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
        var body = isPage ? Encoding.UTF8.GetBytes(Page(request, failure)) : Json(request, failure);
        return ResponseWriter.WriteHostResponseAsync(request.Http, failure.Error.Status, isPage ? TextType.Html : ErrorEnvelope.ContentType, body);
    }

    static byte[] Json(RequestContext request, RequestFailure failure)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteBoolean("ok", false);
            json.WriteStartObject("err");
            json.WriteString("code", failure.Error.Code);
            json.WriteString("message", failure.Message);
            json.WriteEndObject();
            json.WriteString("request_id", request.Id);
            json.WriteString("kind", failure.Kind);
            if (failure.LastError is not null) json.WriteString("error", failure.LastError);
            WriteList(json, "frames", failure.Frames);
            WriteList(json, "printed", request.LastLines);
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    static void WriteList(Utf8JsonWriter json, string name, IEnumerable<string> lines)
    {
        json.WriteStartArray(name);
        foreach (var line in lines) json.WriteStringValue(line);
        json.WriteEndArray();
    }

    static string Page(RequestContext request, RequestFailure failure)
    {
        var text = new StringBuilder();
        text.Append($$"""
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <title>{{Escape(failure.Kind)}} – {{Escape(request.Route.Pattern)}}</title>
            <style>
            body { font: 16px/1.5 system-ui, sans-serif; margin: 3rem auto; max-width: 56rem; padding: 0 1rem; color: #222; }
            h1 { font-size: 1.5rem; margin-bottom: .25rem; } h2 { font-size: 1rem; margin: 2rem 0 .5rem; }
            p { margin: .25rem 0; } .route { color: #666; } code, pre { font: 14px/1.6 ui-monospace, monospace; }
            pre { background: #f6f6f4; border-left: 3px solid #c33; padding: .75rem 1rem; overflow-x: auto; margin: 0; }
            </style>
            <h1>{{Escape(failure.Kind)}}</h1>
            <p class="route"><code>{{Escape(request.Http.Request.Method)}} {{Escape(request.Route.Pattern)}}</code>, request <code>{{Escape(request.Id)}}</code></p>
            <p>{{Escape(failure.Message)}}</p>

            """);
        if (failure.LastError is not null) text.Append($"<p>The program said: <code>{Escape(failure.LastError)}</code></p>\n");
        AppendList(text, "Where", failure.Frames);
        AppendList(text, "What it printed last", request.LastLines);
        text.Append("<p class=\"route\">This page is shown because the server runs with <code>--dev</code>.</p>\n</html>\n");
        return text.ToString();
    }

    static void AppendList(StringBuilder text, string title, IEnumerable<string> lines)
    {
        var list = string.Join('\n', lines.Select(Escape));
        if (list.Length > 0) text.Append($"<h2>{title}</h2>\n<pre>{list}</pre>\n");
    }

    static string Escape(string text) => WebUtility.HtmlEncode(text);
}
