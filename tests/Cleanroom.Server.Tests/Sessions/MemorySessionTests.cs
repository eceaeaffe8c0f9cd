namespace Cleanroom.Server.Tests.Sessions;

/// <summary>Sessions in the memory of the process.</summary>
public sealed class MemorySessionTests : SessionFunctionsTests
{
    protected override Task<string> PlaceAsync() => Task.FromResult("memory");
}
