using Cleanroom.Wasm.Execution;
using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm;

/// <summary>
/// Hands out instances of one module that are all in the same state: that of a template at the moment the pool was made. A returned instance is reset by
/// writing back what was written; one in which a trap happened is dropped.
/// </summary>
/// <remarks>Safe to use from several threads. A lease and its instance belong to one thread at a time.</remarks>
public sealed class InstancePool : IDisposable
{
    readonly LinkedModule _module;
    readonly InstanceImage _image;
    readonly Func<Store> _newStore;
    readonly Action<Instance>? _created;
    readonly PooledInstance[] _idle;
    readonly Lock _gate = new();
    int _idleCount;
    bool _isDisposed;

    /// <summary>Takes the state of a template, for example after its entry point returned.</summary>
    /// <param name="module">The linked module. It may import functions of the host only: what it shared with others could not be reset.</param>
    /// <param name="template">An instance of it. It may go on being used.</param>
    /// <param name="newStore">Makes the store of a new instance.</param>
    /// <param name="maxIdle">How many instances are kept while nobody uses them.</param>
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
    }

    /// <summary>Instances that wait for a lease.</summary>
    public int Idle => Volatile.Read(ref _idleCount);

    /// <summary>An instance in the template's state. Dispose the lease to give it back.</summary>
    /// <exception cref="ObjectDisposedException">The pool was disposed.</exception>
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

    internal void Return(PooledInstance pooled)
    {
        var instance = pooled.Instance;
        // A deadline that passes just now is about to stop the instance, or whoever leases it next.
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
                return;
            }
        }
        instance.Store.Dispose();
    }

    /// <summary>Gives the memory of the idle instances back, and later that of those that are leased. A second call does nothing.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            while (_idleCount > 0) _idle[--_idleCount].Instance.Store!.Dispose();
        }
    }

    PooledInstance Create()
    {
        var instance = _module.Allocate(_newStore());
        var references = _image.Apply(instance);
        _created?.Invoke(instance);
        return new PooledInstance(instance, references);
    }
}

/// <summary>An instance of a pool with what resets it.</summary>
sealed class PooledInstance(Instance instance, ReferenceImage references)
{
    public Instance Instance { get; } = instance;

    public ReferenceImage References { get; } = references;

    /// <summary>Counts the leases, so that one that was given back is not given back again.</summary>
    public int Lease { get; set; }
}

/// <summary>The right to use an instance of a pool until it is disposed.</summary>
public readonly struct InstanceLease : IDisposable, IEquatable<InstanceLease>
{
    readonly InstancePool _pool;
    readonly PooledInstance _pooled;
    readonly int _lease;

    internal InstanceLease(InstancePool pool, PooledInstance pooled, int lease) => (_pool, _pooled, _lease) = (pool, pooled, lease);

    /// <summary>The instance.</summary>
    /// <exception cref="ObjectDisposedException">The lease was given back.</exception>
    public Instance Instance => _pooled.Lease == _lease ? _pooled.Instance : throw new ObjectDisposedException(nameof(InstanceLease));

    /// <summary>Gives the instance back. A second call does nothing.</summary>
    public void Dispose()
    {
        if (_pooled.Lease != _lease) return;
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
