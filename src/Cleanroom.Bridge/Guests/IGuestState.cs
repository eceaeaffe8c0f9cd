namespace Cleanroom.Bridge.Guests;

/// <summary>What a feature keeps of one event of a guest. A guest makes it when the feature first asks for it, and drops it when the event ends.</summary>
/// <typeparam name="TSelf">The state.</typeparam>
interface IGuestState<TSelf> where TSelf : class, IGuestState<TSelf>
{
    /// <summary>Makes the state of an event that begins.</summary>
    static abstract TSelf Create(Guest guest);
}

/// <summary>State that is kept when its event ends and used again by the next one.</summary>
interface IReusableState
{
    /// <summary>Forgets everything: afterwards the state cannot be told from a new one.</summary>
    void Reset();
}

/// <summary>State of an entry point of which every event of the application has a part.</summary>
interface IApplicationState
{
    /// <summary>Puts that part, which nothing changes any more, into the states of the application.</summary>
    void PassOn(StateSlots application);
}
