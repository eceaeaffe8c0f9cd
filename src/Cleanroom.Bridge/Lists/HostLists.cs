using System.Diagnostics.CodeAnalysis;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Settings;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Lists;

/// <summary>
/// The lists that the host keeps for one guest, reached by handles that no guest address equals. They live and die with the guest and count against a limit.
/// </summary>
sealed class HostLists(long maxBytes, string setting) : IGuestState<HostLists>
{
    /// <summary>Handles start here: above the addresses of any real list.</summary>
    public const uint FirstHandle = 0x7F000000;

    const int BytesPerList = 64;
    const int BytesPerElement = 8;
    readonly List<HostList> _lists = [];
    long _usedBytes;

    public static HostLists Create(Guest guest) => new((long)guest.Memory.Memory.MaxPages * MemoryType.PageSize, guest.Options.SettingNames["max-memory"]);

    /// <summary>True when a list argument is a handle and not an address.</summary>
    public static bool IsHandle(GuestPointer list) => list.Address >= FirstHandle;

    /// <summary>How many lists there are.</summary>
    public int Count => _lists.Count;

    /// <summary>Makes an empty list, or traps at the limit.</summary>
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

    /// <summary>Counts elements that are added, or taken away when negative. Traps at the limit.</summary>
    public void UseElements(int count) => Use((long)count * BytesPerElement);

    void Use(long bytes)
    {
        var needed = _usedBytes + bytes;
        if (needed > maxBytes) throw Guest.Trap($"out of memory: the guest's lists need {needed} bytes, limit {maxBytes >> 20} MB ({setting})");
        _usedBytes = needed;
    }
}
