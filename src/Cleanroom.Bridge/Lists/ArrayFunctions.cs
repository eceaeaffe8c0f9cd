using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.Lists;

/// <summary>
/// The <c>array_*</c> names, contract section 4: the same lists as <c>list.*</c> with 32-bit elements. A function that creates a list creates one of the same
/// kind as its argument.
/// </summary>
static class ArrayFunctions
{
    /// <summary>The element at an index, or 0.</summary>
    [HostFunction("array_get")]
    internal static int Get(Guest guest, GuestPointer list, int index) => ListFunctions.Get(guest, list, index);

    /// <summary>Replaces the element at an index. Result: 1, or 0 when the index is out of range.</summary>
    [HostFunction("array_set")]
    internal static bool Set(Guest guest, GuestPointer list, int index, int value) => ListFunctions.Set(guest, list, index, value);

    /// <summary>Adds an element. Result: the argument, or the new address of a real list that was full.</summary>
    [HostFunction("array_push")]
    internal static GuestPointer Push(Guest guest, GuestPointer list, int value) => ListFunctions.Push(guest, list, value);

    /// <summary>Removes the last element. Result: the element, or 0.</summary>
    [HostFunction("array_pop")]
    internal static int Pop(Guest guest, GuestPointer list) => ListFunctions.RemoveLast(guest, list);

    /// <summary>A new list of the elements from start up to, but not including, end; both are clamped. Unknown handle: 0.</summary>
    [HostFunction("array_slice")]
    internal static GuestPointer Slice(Guest guest, GuestPointer list, int start, int end)
    {
        if (!TryCopy(guest, list, out var values)) return default;
        var from = Math.Clamp(start, 0, values.Length);
        return New(guest, list, values.AsSpan(from, Math.Max(from, Math.Clamp(end, 0, values.Length)) - from));
    }

    /// <summary>A new list of the elements of both. Unknown handle: 0.</summary>
    [HostFunction("array_concat")]
    internal static GuestPointer Concat(Guest guest, GuestPointer first, GuestPointer second) =>
        TryCopy(guest, first, out var left) && TryCopy(guest, second, out var right) ? New(guest, first, [.. left, .. right]) : default;

    /// <summary>A new list in reverse order. Unknown handle: 0.</summary>
    [HostFunction("array_reverse")]
    internal static GuestPointer Reverse(Guest guest, GuestPointer list)
    {
        if (!TryCopy(guest, list, out var values)) return default;
        values.AsSpan().Reverse();
        return New(guest, list, values);
    }

    /// <summary>A new list, sorted in ascending numeric order. Unknown handle: 0.</summary>
    [HostFunction("array_sort")]
    internal static GuestPointer Sort(Guest guest, GuestPointer list)
    {
        if (!TryCopy(guest, list, out var values)) return default;
        values.AsSpan().Sort();
        return New(guest, list, values);
    }

    /// <summary>1 when an element equals the value.</summary>
    [HostFunction("array_contains")]
    internal static bool Contains(Guest guest, GuestPointer list, int value) => ListFunctions.Contains(guest, list, value);

    /// <summary>A new list of the elements for which the function in a table slot, of type <c>(i)i</c>, returns nonzero. No such function: 0.</summary>
    [HostFunction("array_filter")]
    internal static GuestPointer Filter(Guest guest, GuestPointer list, int callback) => Filter(guest, list, GuestCallbacks.FindUnary(guest, callback));

    /// <summary>A new list of the results of the function in a table slot, of type <c>(i)i</c>. No such function: 0.</summary>
    [HostFunction("array_map")]
    internal static GuestPointer Map(Guest guest, GuestPointer list, int callback) => Map(guest, list, GuestCallbacks.FindUnary(guest, callback));

    /// <summary>
    /// The first element for which the function in a table slot, of type <c>(i)i</c>, returns nonzero; otherwise, or without such a function, 0.
    /// </summary>
    [HostFunction("array_find")]
    internal static int Find(Guest guest, GuestPointer list, int callback) => Find(guest, list, GuestCallbacks.FindUnary(guest, callback));

    /// <summary>
    /// List, slot, initial value → the last result of the function in the table slot, of type <c>(ii)i</c>, called with the accumulated value and each
    /// element. No such function: 0.
    /// </summary>
    [HostFunction("array_reduce")]
    internal static int Reduce(Guest guest, GuestPointer list, int callback, int initial) =>
        Reduce(guest, list, GuestCallbacks.FindBinary(guest, callback), initial);

    /// <inheritdoc cref="Filter(Guest, GuestPointer, int)"/>
    internal static GuestPointer Filter(Guest guest, GuestPointer list, Func<int, int>? callback) =>
        callback is not null && TryCopy(guest, list, out var values) ? New(guest, list, [.. values.Where(value => callback(value) != 0)]) : default;

    /// <inheritdoc cref="Map(Guest, GuestPointer, int)"/>
    internal static GuestPointer Map(Guest guest, GuestPointer list, Func<int, int>? callback) =>
        callback is not null && TryCopy(guest, list, out var values) ? New(guest, list, [.. values.Select(callback)]) : default;

    /// <inheritdoc cref="Find(Guest, GuestPointer, int)"/>
    internal static int Find(Guest guest, GuestPointer list, Func<int, int>? callback) =>
        callback is not null && TryCopy(guest, list, out var values) ? Array.Find(values, value => callback(value) != 0) : 0;

    /// <inheritdoc cref="Reduce(Guest, GuestPointer, int, int)"/>
    internal static int Reduce(Guest guest, GuestPointer list, Func<int, int, int>? callback, int initial) =>
        callback is not null && TryCopy(guest, list, out var values) ? values.Aggregate(initial, callback) : 0;

    // A copy, because a callback or an allocation may change the list.
    static bool TryCopy(Guest guest, GuestPointer list, out int[] values)
    {
        values = [];
        if (!HostLists.IsHandle(list))
        {
            values = new GuestList(guest, list.Address).Words.ToArray();
            return true;
        }
        if (!guest.State<HostLists>().TryGet(list, out var host)) return false;
        values = new int[host.Count];
        for (var i = 0; i < values.Length; i++) values[i] = host[i];
        return true;
    }

    static GuestPointer New(Guest guest, GuestPointer like, ReadOnlySpan<int> values)
    {
        if (!HostLists.IsHandle(like)) return GuestList.New(guest, like.Address, values);
        var result = guest.State<HostLists>().New();
        if (guest.State<HostLists>().TryGet(result, out var host))
            foreach (var value in values) host.Add(value);
        return result;
    }
}
