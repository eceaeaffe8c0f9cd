using System.Buffers;
using System.IO.Pipelines;
using Cleanroom.Server.Pipeline;

namespace Cleanroom.Server.Hosting;

/// <summary>
/// The output of a connection. It hands everything on, until Kestrel rejects a request: then the answer with the envelope goes out in place of what Kestrel
/// writes, which is a status and nothing else.
/// </summary>
/// <param name="output">The output of the transport.</param>
/// <param name="owner">Who logs the rejection.</param>
sealed class RejectionWriter(PipeWriter output, RejectedRequests owner) : PipeWriter, IConnectionOutput
{
    byte[]? _dropped;
    bool _isAbandoned;

    /// <summary>Who logs the rejection.</summary>
    public RejectedRequests Owner => owner;

    /// <summary>The request that was rejected, or null.</summary>
    public RejectedRequest? Rejected { get; private set; }

    /// <inheritdoc/>
    public long Written { get; private set; }

    /// <summary>True when the answer to it has gone out.</summary>
    public bool IsAnswered { get; private set; }

    public override bool CanGetUnflushedBytes => output.CanGetUnflushedBytes;

    public override long UnflushedBytes => output.UnflushedBytes;

    /// <summary>From now on everything is dropped but the answer to this request.</summary>
    public void Reject(RejectedRequest request)
    {
        if (!_isAbandoned) Rejected = request;
    }

    /// <inheritdoc/>
    public void Abandon() => _isAbandoned = true;

    public override void Advance(int bytes)
    {
        if (Rejected is null)
        {
            Written += bytes;
            output.Advance(bytes);
        }
        else if (bytes > 0 && _dropped![0] != 'H' && !IsAnswered) PassFrame(Rejected, bytes);
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => Rejected is null ? output.GetMemory(sizeHint) : Dropped(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => Rejected is null ? output.GetSpan(sizeHint) : Dropped(sizeHint);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        Rejected is null || IsAnswered ? output.FlushAsync(cancellationToken) : AnswerAsync(Rejected, cancellationToken);

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        if (Rejected is not null) return FlushAsync(cancellationToken);
        Written += source.Length;
        return output.WriteAsync(source, cancellationToken);
    }

    public override void CancelPendingFlush() => output.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => output.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => output.CompleteAsync(exception);

    // Kestrel refuses a connection that begins in HTTP/2 with a frame of HTTP/2.
    void PassFrame(RejectedRequest request, int bytes)
    {
        IsAnswered = true;
        owner.Record(request, request.Status);
        output.Write(_dropped.AsSpan(0, bytes));
    }

    ValueTask<FlushResult> AnswerAsync(RejectedRequest request, CancellationToken cancellationToken)
    {
        IsAnswered = true;
        owner.Record(request, request.Status);
        return output.WriteAsync(request.Answer(), cancellationToken);
    }

    byte[] Dropped(int sizeHint)
    {
        const int fewest = 4096;
        if (_dropped is null || _dropped.Length < sizeHint) _dropped = new byte[Math.Max(sizeHint, fewest)];
        return _dropped;
    }
}
