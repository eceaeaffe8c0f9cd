using System.Diagnostics;
using System.Net;

namespace Cleanroom.Server.Tests.Examples;

/// <summary><c>examples/embedding</c> as its README starts it.</summary>
public sealed class EmbeddingExampleTests
{
    const string Listening = "Now listening on: ";

    [Fact]
    public async Task Program_asks_the_application_around_it()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var program = Path.Combine(SharedData.Repository, "examples", "embedding", "bin", configuration, "net10.0", "Embedding.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, "--urls", "http://127.0.0.1:0"]) { RedirectStandardOutput = true })!;
        try
        {
            using var client = new HttpClient { BaseAddress = await ReadAddressAsync(process) };
            Assert.Equal("12.50", await client.GetStringAsync("/price/cake"));
            using (var unknown = await client.GetAsync("/price/stones")) Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
            Assert.Equal("1.0", await client.GetStringAsync("/version"));
        }
        finally
        {
            process.Kill();
        }
    }

    static async Task<Uri> ReadAddressAsync(Process process)
    {
        while (await process.StandardOutput.ReadLineAsync().WaitAsync(Patience.Long) is { } line)
            if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at) return new Uri(line[(at + Listening.Length)..].Trim());
        throw new InvalidOperationException("the example ended before it listened");
    }
}
