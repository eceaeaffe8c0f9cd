namespace Cleanroom.Bridge.Guests;

/// <summary>A feature's state for one event of a guest. Created on first use and dropped when the event ends.</summary>
/// <typeparam name="TSelf">The state type.</typeparam>
interface IGuestState<TSelf> where TSelf : class, IGuestState<TSelf>
{
    /// <summary>Creates the state for a new event.</summary>
    static abstract TSelf Create(Guest guest);
}

/// <summary>State that is reset when its event ends and reused by the next event.</summary>
interface IReusableState
{
    /// <summary>Resets the state; afterwards it is indistinguishable from a new one.</summary>
    void Reset();
}

/// <summary>State of an entry point that is passed on to every event of the application.</summary>
interface IApplicationState
{
    /// <summary>Stores the part to pass on, which is immutable from now on, in the application's states.</summary>
    void PassOn(StateSlots application);
}
