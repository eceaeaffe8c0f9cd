namespace Cleanroom.Bridge;

/// <summary>The reason of a failure in one sentence, for messages and logs.</summary>
static class FailureText
{
    /// <summary>The message of an exception; of one that only refers to another one, the message of that.</summary>
    public static string Of(Exception failure)
    {
        var cause = failure;
        while (cause.InnerException is { } inner && (cause is AggregateException || cause.Message.Contains("inner exception", StringComparison.OrdinalIgnoreCase) || cause.Message.StartsWith("Exception while ", StringComparison.Ordinal)))
            cause = inner;
        return cause.Message;
    }
}
