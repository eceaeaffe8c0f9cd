namespace Cleanroom.Bridge.Guests;

/// <summary>
/// What an event that lasts as long as a client wants tells its guest. Time that the guest spends waiting does not count: its own code may run for a while
/// between two waits.
/// </summary>
/// <param name="MaxStretch">The longest time that the guest's code may run between two waits.</param>
/// <param name="Leaving">Cancelled when the event ends: waits then end early, and the guest is given some time to return.</param>
sealed record LongEvent(TimeSpan MaxStretch, CancellationToken Leaving);
