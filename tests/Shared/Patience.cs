namespace Cleanroom.Tests;

/// <summary>How long a test waits for what has to happen: so long that only something that never happens is missed, on a busy machine too.</summary>
static class Patience
{
    /// <summary>The longest wait for one state.</summary>
    public static readonly TimeSpan Long = TimeSpan.FromMinutes(2);
}
