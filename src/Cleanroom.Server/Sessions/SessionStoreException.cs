namespace Cleanroom.Server.Sessions;

/// <summary>The session store is unavailable: programs see no session, and the message is logged.</summary>
public sealed class SessionStoreException(string message, Exception? innerException) : Exception(message, innerException);
