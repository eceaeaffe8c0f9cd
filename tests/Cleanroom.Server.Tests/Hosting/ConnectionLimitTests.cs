using Cleanroom.Server.Hosting;

namespace Cleanroom.Server.Tests.Hosting;

/// <summary>Connections leave the files that the process needs otherwise.</summary>
public sealed class ConnectionLimitTests
{
    [Theory]
    [InlineData(1024, 120, 16, 760)]
    [InlineData(1_048_576, 120, 16, 1_048_312)]
    [InlineData(long.MaxValue, 120, 16, int.MaxValue)]
    [InlineData(100, 90, 16, -134)]
    public void Limit_of_files_leaves_a_reserve(long files, int open, int guests, int connections) => Assert.Equal(connections, ConnectionLimit.Connections(files, open, guests));

    [Theory]
    [InlineData(256, null, 256)]
    [InlineData(256, 1L << 20, 256)]
    [InlineData(256, 1024L, 20)]
    [InlineData(8, 1024L, 8)]
    [InlineData(256, 40L, 1)]
    public void Limit_of_files_reduces_the_guests_that_can_block(int configured, long? files, int expected) => Assert.Equal(expected, ConnectionLimit.BlockedGuests(configured, files));
}
