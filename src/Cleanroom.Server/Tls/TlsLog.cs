using Microsoft.Extensions.Logging;

namespace Cleanroom.Server.Tls;

/// <summary>Log messages about certificates.</summary>
static partial class TlsLog
{
    /// <summary>New files are in use.</summary>
    [LoggerMessage(4161, LogLevel.Information, "the certificate {File} was read again")]
    public static partial void CertificateReloaded(this ILogger logger, string file);

    /// <summary>The new files cannot be used.</summary>
    [LoggerMessage(4162, LogLevel.Error, "the certificate in use stays: {Reason}")]
    public static partial void CertificateKept(this ILogger logger, string reason);
}
