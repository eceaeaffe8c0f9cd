using Microsoft.Extensions.Logging;

namespace Cleanroom.Bridge.Components;

/// <summary>Log messages about components.</summary>
static partial class ComponentLog
{
    /// <summary>A component or slot was refused.</summary>
    [LoggerMessage(EventId = 8411, Level = LogLevel.Warning, Message = "{Function}: \"{Name}\" is refused: {Reason}.")]
    public static partial void ComponentRefused(this ILogger logger, string function, string name, string reason);
}
