using Microsoft.Extensions.Logging;

namespace Cleanroom.Bridge.Binding;

/// <summary>Log messages about imports.</summary>
static partial class BindingLog
{
    [LoggerMessage(1001, LogLevel.Warning, "{Function} is not there yet in this version of Cleanroom: it answers its failure value")]
    public static partial void FunctionUnavailable(this ILogger logger, string function);

    [LoggerMessage(1002, LogLevel.Warning, "{Function} is denied by the module's section clean:permissions: it answers its failure value")]
    public static partial void FunctionDenied(this ILogger logger, string function);
}
