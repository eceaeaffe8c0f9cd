namespace Cleanroom.Bridge;

/// <summary>The reason for a failure in one sentence, for messages and logs.</summary>
static class FailureText
{
    /// <summary>Returns the message of an exception, or of its inner exception if it only refers to that one.</summary>
    public static string Of(Exception failure)
    {
        var cause = failure;
        while (cause.InnerException is { } inner && (cause is AggregateException || cause.Message.Contains("inner exception", StringComparison.OrdinalIgnoreCase) || cause.Message.StartsWith("Exception while ", StringComparison.Ordinal)))
            cause = inner;
        return cause.Message;
    }
}
