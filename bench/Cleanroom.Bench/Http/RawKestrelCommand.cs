using System.CommandLine;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Cleanroom.Bench.Http;

/// <summary>The verb <c>raw-kestrel</c>: the peer of the verb <c>http</c>, the same bytes from Kestrel without anything else.</summary>
static class RawKestrelCommand
{
    static readonly Option<int> Port = PositiveOption.Create("--port", "The port.", 3912);

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var command = new Command("raw-kestrel", "Serves the answers of the verb http from Kestrel alone.") { Port };
        command.SetAction(parsed => Serve(parsed.GetValue(Port)));
        return command;
    }

    static int Serve(int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port);
            kestrel.AddServerHeader = false;
        });
        var app = builder.Build();
        var hello = Encoding.UTF8.GetBytes("Hello from Clean");
        app.Run(http =>
        {
            http.Response.Headers["X-Request-Id"] = "0123456789abcdef";
            http.Response.Headers.XContentTypeOptions = "nosniff";
            http.Response.ContentType = "text/plain";
            if (http.Request.Method == "POST") return EchoAsync(http);
            http.Response.ContentLength = hello.Length;
            System.Buffers.BuffersExtensions.Write(http.Response.BodyWriter, hello);
            return Task.CompletedTask;
        });
        Console.WriteLine("ready");
        app.Run();
        return 0;
    }

    static async Task EchoAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length));
    }
}
