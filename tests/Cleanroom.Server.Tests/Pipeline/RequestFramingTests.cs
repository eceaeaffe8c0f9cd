using Cleanroom.Bridge;
using Cleanroom.Bridge.Guests;
using Cleanroom.Server.Tests.Support;
using Cleanroom.Server.Tls;
using Cleanroom.Tests;

namespace Cleanroom.Server.Tests.Pipeline;

/// <summary>Fields that HTTP/2 does not allow: 400 where the application sees them, else the connection is given up with a record (RFC 9113, 8.2).</summary>
public sealed class RequestFramingTests : IAsyncLifetime
{
    readonly TemporaryFolder _folder = new();
    readonly TestCertificate _certificate = new();
    readonly LogCollector _log = new();
    ServedApplication _served = null!;

    public async ValueTask InitializeAsync() => _served = await WebGuest.ServeAsync(new CleanServerOptions
    {
        Tls = new TlsOptions(_folder.Write("cert.pem", _certificate.Pem), _folder.Write("key.pem", _certificate.KeyPem)),
        Guest = new GuestOptions { Logger = _log },
    });

    public async ValueTask DisposeAsync()
    {
        await _served.DisposeAsync();
        _certificate.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("x-one", "1", "200")]
    [InlineData("te", "trailers", "200")]
    [InlineData("cookie", "a=caf\u00E9", "200")]
    [InlineData("transfer-encoding", "chunked", "400")]
    [InlineData("upgrade", "h2c", "400")]
    [InlineData("keep-alive", "5", "400")]
    [InlineData("proxy-connection", "close", "400")]
    [InlineData("x\ny", "1", "400")]
    [InlineData("x y", "1", "400")]
    [InlineData("x:y", "1", "400")]
    [InlineData("(x)", "1", "400")]
    public async Task Field_that_Kestrel_lets_through_is_checked(string name, string value, string status) =>
        Assert.Equal(status, await RawHttp2Client.GetAsync(_served, _certificate.Thumbprint, "/ip", (name, value)));

    [Theory]
    [InlineData("connection", "close")]
    [InlineData("X-Upper", "1")]
    [InlineData("content-length", "+0")]
    [InlineData("content-length", "-0")]
    [InlineData("x-one", "a\nb")]
    [InlineData(":path", "/twice")]
    public async Task Protocol_error_has_a_record_and_no_answer(string name, string value)
    {
        Assert.Contains(await RawHttp2Client.GetAsync(_served, _certificate.Thumbprint, "/ip", (name, value)), new[] { "closed", "reset" });
        await _log.WaitAsync(() => _log.Lines.Any(line => line.StartsWith("HTTP/2 connection of 127.0.0.1: ", StringComparison.Ordinal)));
        Assert.Single(_log.Lines, line => line.StartsWith("HTTP/2 connection of ", StringComparison.Ordinal) || line.Contains(" ms ", StringComparison.Ordinal));
    }
}
