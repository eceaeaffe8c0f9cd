using Microsoft.Extensions.Logging;

namespace Cleanroom.Bridge.Components;

/// <summary>Log lines of components.</summary>
static partial class ComponentLog
{
    /// <summary>Tells why a component or slot was not taken.</summary>
    [LoggerMessage(EventId = 8411, Level = LogLevel.Warning, Message = "{Function}: \"{Name}\" is refused: {Reason}.")]
    public static partial void ComponentRefused(this ILogger logger, string function, string name, string reason);
}
