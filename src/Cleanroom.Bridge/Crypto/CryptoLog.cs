using Microsoft.Extensions.Logging;

namespace Cleanroom.Bridge.Crypto;

/// <summary>Log messages of the cryptographic functions: reasons only, never a value.</summary>
static partial class CryptoLog
{
    [LoggerMessage(EventId = 6001, Level = LogLevel.Warning, Message = "{Function} failed: {Reason}")]
    public static partial void CryptoFailed(this ILogger logger, string function, string reason);
}
