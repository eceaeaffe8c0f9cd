using System.Text;

namespace Cleanroom.Server.Tests.Logging;

/// <summary>A target that can be stopped, as standard error when nobody reads it, and that can fail, as on a full disk.</summary>
sealed class GatedStream : MemoryStream
{
    readonly ManualResetEventSlim _open = new(true);
    readonly SemaphoreSlim _entered = new(0);

    public bool Fails { get; set; }

    /// <summary>Lets nothing through any more.</summary>
    public void Stop() => _open.Reset();

    public void Release() => _open.Set();

    /// <summary>Waits until a write has begun.</summary>
    public Task EnteredAsync() => _entered.WaitAsync(Patience.Long);

    public string[] Lines => Encoding.UTF8.GetString(ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _entered.Release();
        _open.Wait(Patience.Long);
        if (Fails) throw new IOException("no space left");
        base.Write(buffer);
    }

    protected override void Dispose(bool disposing)
    {
        _open.Set();
        base.Dispose(disposing);
    }
}
