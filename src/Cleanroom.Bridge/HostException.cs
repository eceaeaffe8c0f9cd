namespace Cleanroom.Bridge;

/// <summary>The host cannot do what was asked. The message says what happened, for which module, and what the user can do.</summary>
public sealed class HostException(string message, Exception? innerException = null) : Exception(message, innerException);
