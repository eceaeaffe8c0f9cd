using System.Diagnostics.CodeAnalysis;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Settings;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Lists;

/// <summary>
/// The lists that the host stores for one guest, identified by handles that differ from every guest address. They live as long as the guest and count against
/// a limit.
/// </summary>
sealed class HostLists(long maxBytes, string setting) : IGuestState<HostLists>
{
    /// <summary>The first handle: above the address of any real list.</summary>
    public const uint FirstHandle = 0x7F000000;

    const int BytesPerList = 64;
    const int BytesPerElement = 8;
    readonly List<HostList> _lists = [];
    long _usedBytes;

    public static HostLists Create(Guest guest) => new((long)guest.Memory.Memory.MaxPages * MemoryType.PageSize, guest.Options.SettingNames["max-memory"]);

    /// <summary>True when a list argument is a handle rather than an address.</summary>
    public static bool IsHandle(GuestPointer list) => list.Address >= FirstHandle;

    /// <summary>Number of lists.</summary>
    public int Count => _lists.Count;

    /// <summary>Creates an empty list; traps at the limit.</summary>
    public GuestPointer New()
    {
        Use(BytesPerList);
        _lists.Add(new HostList(this));
        return new GuestPointer(FirstHandle + (uint)_lists.Count - 1);
    }

    /// <summary>Finds a list by its handle.</summary>
    public bool TryGet(GuestPointer handle, [NotNullWhen(true)] out HostList? list)
    {
        list = handle.Address - FirstHandle < (uint)_lists.Count ? _lists[(int)(handle.Address - FirstHandle)] : null;
        return list is not null;
    }

    /// <summary>Counts added elements, or removed ones when negative. Traps at the limit.</summary>
    public void UseElements(int count) => Use((long)count * BytesPerElement);

    void Use(long bytes)
    {
        var needed = _usedBytes + bytes;
        if (needed > maxBytes) throw Guest.Trap($"out of memory: the guest's lists need {needed} bytes, limit {maxBytes >> 20} MB ({setting})");
        _usedBytes = needed;
    }
}
