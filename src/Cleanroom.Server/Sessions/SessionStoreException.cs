namespace Cleanroom.Server.Sessions;

/// <summary>The store of sessions cannot be used now. The message may stand in the log.</summary>
sealed class SessionStoreException(string message, Exception innerException) : Exception(message, innerException);
