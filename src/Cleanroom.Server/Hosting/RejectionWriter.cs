using System.Buffers;
using System.IO.Pipelines;
using Cleanroom.Server.Pipeline;

namespace Cleanroom.Server.Hosting;

/// <summary>
/// The output of a connection. It passes everything through until Kestrel rejects a request; then it sends the error envelope in place of Kestrel's response,
/// which is only a status.
/// </summary>
/// <param name="output">The output of the transport.</param>
/// <param name="owner">Logs the rejection.</param>
sealed class RejectionWriter(PipeWriter output, RejectedRequests owner) : PipeWriter, IConnectionOutput
{
    byte[]? _dropped;
    bool _isAbandoned;

    /// <summary>Logs the rejection.</summary>
    public RejectedRequests Owner => owner;

    /// <summary>The rejected request, or null.</summary>
    public RejectedRequest? Rejected { get; private set; }

    /// <inheritdoc/>
    public long Written { get; private set; }

    /// <summary>True when the response to it was sent.</summary>
    public bool IsAnswered { get; private set; }

    public override bool CanGetUnflushedBytes => output.CanGetUnflushedBytes;

    public override long UnflushedBytes => output.UnflushedBytes;

    /// <summary>Drops all further output except the response to this request.</summary>
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

    // Kestrel rejects a connection that starts with HTTP/2 by sending an HTTP/2 frame.
    void PassFrame(RejectedRequest request, int bytes)
    {
        IsAnswered = true;
        owner.Record(request, request.Record.Status);
        output.Write(_dropped.AsSpan(0, bytes));
    }

    ValueTask<FlushResult> AnswerAsync(RejectedRequest request, CancellationToken cancellationToken)
    {
        IsAnswered = true;
        owner.Record(request, request.Record.Status);
        return output.WriteAsync(request.Answer(), cancellationToken);
    }

    byte[] Dropped(int sizeHint)
    {
        const int fewest = 4096;
        if (_dropped is null || _dropped.Length < sizeHint) _dropped = new byte[Math.Max(sizeHint, fewest)];
        return _dropped;
    }
}
