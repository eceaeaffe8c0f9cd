using System.Runtime.CompilerServices;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Guests;

/// <summary>Guests of one module that all start in the same state, one per event. Thread-safe.</summary>
public sealed class GuestPool
{
    readonly InstancePool _instances;
    readonly ConditionalWeakTable<Guest, object?> _guests;

    internal GuestPool(InstancePool instances, ConditionalWeakTable<Guest, object?> guests) => (_instances, _guests) = (instances, guests);

    /// <summary>Number of idle guests.</summary>
    public int Idle => _instances.Idle;

    /// <summary>Stops all guests of the pool, as <see cref="Guest.Stop"/> does. No guest can be leased usefully afterwards.</summary>
    internal void Stop()
    {
        foreach (var (guest, _) in _guests) guest.Stop();
    }

    /// <summary>Leases a guest in the template's state. Dispose the lease to return it; the state of the event is discarded.</summary>
    /// <exception cref="InsufficientMemoryException">The memory budget is used up, or the system has no memory.</exception>
    public GuestLease Lease() => new(_instances.Lease());

    /// <summary>Leases a guest as <see cref="Lease"/> does. Returns false when the memory budget is used up, or the system has no memory.</summary>
    public bool TryLease(out GuestLease lease)
    {
        var isLeased = _instances.TryLease(out var instance);
        lease = isLeased ? new GuestLease(instance) : default;
        return isLeased;
    }

    /// <summary>Frees the memory of idle guests. The pool can still be used.</summary>
    public void ReleaseIdle() => _instances.ReleaseIdle();
}

/// <summary>A lease of a pooled guest, valid until it is disposed.</summary>
public readonly struct GuestLease : IDisposable, IEquatable<GuestLease>
{
    readonly InstanceLease _lease;

    internal GuestLease(InstanceLease lease)
    {
        _lease = lease;
        Guest = (Guest)lease.Instance.Store!.State!;
    }

    /// <summary>The guest.</summary>
    public Guest Guest { get; }

    /// <summary>Returns the guest to the pool.</summary>
    public void Dispose()
    {
        Guest.EndEvent();
        _lease.Dispose();
    }

    /// <inheritdoc/>
    public bool Equals(GuestLease other) => _lease == other._lease;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is GuestLease other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _lease.GetHashCode();

    /// <summary>True for the same lease.</summary>
    public static bool operator ==(GuestLease left, GuestLease right) => left.Equals(right);

    /// <summary>False for the same lease.</summary>
    public static bool operator !=(GuestLease left, GuestLease right) => !left.Equals(right);
}
