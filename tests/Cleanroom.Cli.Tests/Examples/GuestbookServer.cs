using Cleanroom.Cli.Tests.Support;
using Cleanroom.Tests;

namespace Cleanroom.Cli.Tests.Examples;

/// <summary>A guest book in a process of its own, for tests that leave nothing in it.</summary>
public sealed class GuestbookServer : IAsyncLifetime
{
    ServedTool? _served;

    public Uri Address => _served!.Address;

    public async ValueTask InitializeAsync() =>
        _served = await ServedTool.StartAsync(Path.Combine(SharedData.Repository, "examples", "guestbook", "guestbook.wasm"), "-q", "--database", "sqlite::memory:");

    public ValueTask DisposeAsync()
    {
        _served?.Dispose();
        return ValueTask.CompletedTask;
    }
}
