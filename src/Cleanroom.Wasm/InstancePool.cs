using Cleanroom.Wasm.Execution;
using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm;

/// <summary>
/// Provides instances of one module that all start in the same state: the state of a template when the pool was created. A returned instance is reset by
/// restoring what was written; an instance that trapped is dropped. Idle instances are given back when the <see cref="ResourceLimits.Budget"/> of the template
/// is used up.
/// </summary>
/// <remarks>Thread-safe. A lease and its instance belong to one thread at a time.</remarks>
public sealed class InstancePool : IDisposable
{
    readonly LinkedModule _module;
    readonly InstanceImage _image;
    readonly Func<Store> _newStore;
    readonly Action<Instance>? _created;
    readonly MemoryBudget? _budget;
    readonly PooledInstance[] _idle;
    readonly Lock _gate = new();
    int _idleCount;
    bool _isDisposed;

    /// <summary>Captures the state of a template, for example after its entry point has returned.</summary>
    /// <param name="module">The linked module. It may only import host functions: state shared with other modules could not be reset.</param>
    /// <param name="template">An instance of it, which may still be used afterwards.</param>
    /// <param name="newStore">Creates the store of a new instance.</param>
    /// <param name="maxIdle">Maximum number of idle instances in the pool.</param>
    /// <param name="created">Called with each new instance before its first lease.</param>
    public InstancePool(LinkedModule module, Instance template, Func<Store> newStore, int maxIdle = 64, Action<Instance>? created = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(template);
        ArgumentOutOfRangeException.ThrowIfNegative(maxIdle);
        if (template.Module != module.Module) throw new ArgumentException("the template is an instance of another module", nameof(template));
        if (module.Module.Definition.Imports.FirstOrDefault(import => import.Kind != ExternalKind.Function) is { } shared)
            throw new ArgumentException($"the module imports the {shared.Kind.ToString().ToLowerInvariant()} {shared.Module}.{shared.Name}: instances that share state cannot be pooled", nameof(module));
        _module = module;
        _image = new InstanceImage(template);
        _newStore = newStore;
        _created = created;
        _idle = new PooledInstance[maxIdle];
        _budget = template.Store!.Limits.Budget;
        _budget?.Add(this);
    }

    /// <summary>Number of idle instances.</summary>
    public int Idle => Volatile.Read(ref _idleCount);

    /// <summary>Leases an instance in the template's state. Dispose the lease to return it.</summary>
    /// <exception cref="ObjectDisposedException">The pool was disposed.</exception>
    /// <exception cref="InsufficientMemoryException">The budget is used up, or the system has no memory.</exception>
    public InstanceLease Lease()
    {
        PooledInstance? pooled = null;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_idleCount > 0) pooled = _idle[--_idleCount];
        }
        pooled ??= Create();
        return new InstanceLease(this, pooled, ++pooled.Lease);
    }

    /// <summary>Leases an instance as <see cref="Lease"/> does. Returns false when the budget is used up, or the system has no memory.</summary>
    public bool TryLease(out InstanceLease lease)
    {
        try
        {
            lease = Lease();
            return true;
        }
        catch (InsufficientMemoryException)
        {
            lease = default;
            return false;
        }
    }

    /// <summary>Frees the memory of idle instances. The pool can still be used.</summary>
    public void ReleaseIdle()
    {
        while (ReleaseOne())
        {
        }
    }

    /// <summary>Frees the memory of an idle instance. Returns false when there is none.</summary>
    internal bool ReleaseOne()
    {
        PooledInstance pooled;
        lock (_gate)
        {
            if (_idleCount == 0) return false;
            pooled = _idle[--_idleCount];
            _idle[_idleCount] = null!;
        }
        pooled.Instance.Store!.Dispose();
        return true;
    }

    internal void Return(PooledInstance pooled)
    {
        var instance = pooled.Instance;
        // A deadline that expires right now would stop this instance, or the next user's.
        if (!instance.Store!.ClearDeadline() || instance.Store.IsFaulted)
        {
            instance.Store.Dispose();
            return;
        }
        instance.Store.ClearInterrupt();
        _image.Reset(instance, pooled.References);
        lock (_gate)
        {
            if (!_isDisposed && _idleCount < _idle.Length)
            {
                _idle[_idleCount++] = pooled;
                _budget?.NoteRelease();
                return;
            }
        }
        instance.Store.Dispose();
    }

    /// <summary>Frees the memory of idle instances now, and that of leased ones when they are returned. A second call has no effect.</summary>
    public void Dispose()
    {
        lock (_gate) _isDisposed = true;
        ReleaseIdle();
    }

    PooledInstance Create()
    {
        var store = _newStore();
        try
        {
            var instance = _module.Allocate(store, _image.MemoryPages);
            var references = _image.Apply(instance);
            _created?.Invoke(instance);
            return new PooledInstance(instance, references);
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }
}

/// <summary>An instance of a pool and the data to reset it.</summary>
sealed class PooledInstance(Instance instance, ReferenceImage references)
{
    public Instance Instance { get; } = instance;

    public ReferenceImage References { get; } = references;

    /// <summary>The current lease number, so that a returned lease cannot be returned again.</summary>
    public int Lease { get; set; }
}

/// <summary>A lease of a pooled instance, valid until it is disposed.</summary>
public readonly struct InstanceLease : IDisposable, IEquatable<InstanceLease>
{
    readonly InstancePool _pool;
    readonly PooledInstance _pooled;
    readonly int _lease;

    internal InstanceLease(InstancePool pool, PooledInstance pooled, int lease) => (_pool, _pooled, _lease) = (pool, pooled, lease);

    /// <summary>The instance.</summary>
    /// <exception cref="ObjectDisposedException">The lease was returned.</exception>
    public Instance Instance => _pooled.Lease == _lease ? _pooled.Instance : throw new ObjectDisposedException(nameof(InstanceLease));

    /// <summary>Returns the instance to the pool. A second call has no effect.</summary>
    /// <exception cref="InvalidOperationException">The guest is running: a host function cannot return the lease of its caller.</exception>
    public void Dispose()
    {
        if (_pooled.Lease != _lease) return;
        _pooled.Instance.Store!.RefuseWhileRunning();
        _pooled.Lease++;
        _pool.Return(_pooled);
    }

    /// <inheritdoc/>
    public bool Equals(InstanceLease other) => ReferenceEquals(_pooled, other._pooled) && _lease == other._lease;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is InstanceLease other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_pooled, _lease);

    /// <summary>True for the same lease.</summary>
    public static bool operator ==(InstanceLease left, InstanceLease right) => left.Equals(right);

    /// <summary>False for the same lease.</summary>
    public static bool operator !=(InstanceLease left, InstanceLease right) => !left.Equals(right);
}
