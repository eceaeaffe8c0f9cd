using System.Buffers.Binary;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.Lists;

/// <summary>
/// Lists, contract section 4 and ABI sections 6 and 7: real lists in guest memory, and host lists by handle. An index out of range and an unknown handle
/// return 0; a header outside the memory traps.
/// </summary>
static class ListFunctions
{
    /// <summary>Adds a number. This form cannot return a new address, so a full real list traps.</summary>
    [HostFunction("list.push_f64")]
    internal static void PushNumberInPlace(Guest guest, GuestPointer list, double value) => RequireSame(list, PushNumber(guest, list, value));

    /// <summary>Adds a number. Result: the list, at a new address when it was full.</summary>
    [HostFunction("list.push_f64")]
    internal static GuestPointer PushNumber(Guest guest, GuestPointer list, double value)
    {
        if (HostLists.IsHandle(list)) return PushToHost(guest, list, value);
        Span<byte> element = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(element, value);
        return Push(guest, list, element);
    }

    /// <summary>Adds an integer or address. This form cannot return a new address, so a full real list traps.</summary>
    [HostFunction("list.push", "list.add", "list_push")]
    internal static void PushInPlace(Guest guest, GuestPointer list, int value) => RequireSame(list, Push(guest, list, value));

    /// <summary>Adds an integer or address. Result: the list, at a new address when it was full.</summary>
    [HostFunction("list.push", "list.add", "list_push")]
    internal static GuestPointer Push(Guest guest, GuestPointer list, int value)
    {
        if (HostLists.IsHandle(list)) return PushToHost(guest, list, value);
        Span<byte> element = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(element, value);
        return Push(guest, list, element);
    }

    /// <summary>Creates an empty host list; the requested capacity is ignored. Result: its handle.</summary>
    [HostFunction("list.allocate")]
    internal static GuestPointer Allocate(Guest guest, int _) => guest.State<HostLists>().New();

    /// <summary>The element at an index, or 0.</summary>
    [HostFunction("list.get")]
    internal static int Get(Guest guest, GuestPointer list, int index)
    {
        if (HostLists.IsHandle(list)) return guest.State<HostLists>().TryGet(list, out var host) && (uint)index < (uint)host.Count ? host[index] : 0;
        var words = new GuestList(guest, list.Address).Words;
        return (uint)index < (uint)words.Length ? words[index] : 0;
    }

    /// <summary>Replaces the element at an index. Result: 1, or 0 when the index is out of range.</summary>
    [HostFunction("list.set")]
    internal static bool Set(Guest guest, GuestPointer list, int index, int value)
    {
        if (HostLists.IsHandle(list))
        {
            if (!guest.State<HostLists>().TryGet(list, out var host) || (uint)index >= (uint)host.Count) return false;
            host[index] = value;
            return true;
        }
        var words = new GuestList(guest, list.Address).Words;
        if ((uint)index >= (uint)words.Length) return false;
        words[index] = value;
        return true;
    }

    /// <summary>Removes the last element. Result: the element, or 0.</summary>
    [HostFunction("list.remove")]
    internal static int RemoveLast(Guest guest, GuestPointer list)
    {
        if (HostLists.IsHandle(list)) return guest.State<HostLists>().TryGet(list, out var host) ? Remove(guest, list, host.Count - 1) : 0;
        return Remove(guest, list, new GuestList(guest, list.Address).Words.Length - 1);
    }

    /// <summary>Removes the element at an index; later elements move up. Result: the element, or 0.</summary>
    [HostFunction("list.remove")]
    internal static int Remove(Guest guest, GuestPointer list, int index)
    {
        var removed = Get(guest, list, index);
        if (HostLists.IsHandle(list))
        {
            if (guest.State<HostLists>().TryGet(list, out var host) && (uint)index < (uint)host.Count) host.RemoveAt(index);
            return removed;
        }
        var real = new GuestList(guest, list.Address);
        var words = real.Words;
        if ((uint)index >= (uint)words.Length) return 0;
        words[(index + 1)..].CopyTo(words[index..]);
        real.SetCount((uint)words.Length - 1);
        return removed;
    }

    /// <summary>Removes all elements.</summary>
    [HostFunction("list.clear")]
    internal static int Clear(Guest guest, GuestPointer list)
    {
        if (!HostLists.IsHandle(list)) new GuestList(guest, list.Address).SetCount(0);
        else if (guest.State<HostLists>().TryGet(list, out var host)) host.Clear();
        return 0;
    }

    /// <summary>1 when an element equals the value.</summary>
    [HostFunction("list.contains")]
    internal static bool Contains(Guest guest, GuestPointer list, int value) =>
        HostLists.IsHandle(list)
            ? guest.State<HostLists>().TryGet(list, out var host) && host.IndexOf(value) >= 0
            : new GuestList(guest, list.Address).Words.Contains(value);

    /// <summary>1 when the list is empty, also for an unknown handle.</summary>
    [HostFunction("list.isEmpty")]
    internal static bool IsEmpty(Guest guest, GuestPointer list) =>
        HostLists.IsHandle(list)
            ? !guest.State<HostLists>().TryGet(list, out var host) || host.Count == 0
            : new GuestList(guest, list.Address).Count == 0;

    static GuestPointer Push(Guest guest, GuestPointer list, ReadOnlySpan<byte> element)
    {
        var real = new GuestList(guest, list.Address);
        return real.TryPush(element) ? list : real.Grow(element);
    }

    static GuestPointer PushToHost(Guest guest, GuestPointer list, double value)
    {
        if (!guest.State<HostLists>().TryGet(list, out var host)) return default;
        host.Add(value);
        return list;
    }

    static void RequireSame(GuestPointer before, GuestPointer after)
    {
        if (before != after && !HostLists.IsHandle(before))
            throw Guest.Trap($"list is full: the list at address {before.Address} has no room for one more element");
    }
}
