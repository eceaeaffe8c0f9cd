using Cleanroom.Tests;

namespace Cleanroom.Server.Tests.Sessions;

/// <summary>Sessions in an SQLite file.</summary>
public sealed class SqliteSessionTests : SessionFunctionsTests
{
    readonly TemporaryFolder _folder = new();

    protected override Task<string> PlaceAsync() => Task.FromResult($"sqlite:{Path.Combine(_folder.Path, "sessions.db")}");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
