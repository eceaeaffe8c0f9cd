using System.Reflection.Emit;
using Cleanroom.Wasm.Execution;
using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm.Compilation;

/// <summary>
/// Emits the marks of written pages, which are at a fixed distance before the memory. A small offset counts as reach into the next page: that saves an
/// addition, and one mark serves all stores to a structure.
/// </summary>
/// <remarks>
/// In loops, a local remembers the page of the last store, and only a store to another page checks its bounds and marks. That the page is the remembered one
/// says that the store is within the memory too: a page so close to the end of the memory that a store could reach beyond it is not remembered.
/// </remarks>
sealed class WriteMarks(ILGenerator il, OperandStack stack)
{
    readonly record struct RememberedPage(int? Local, LocalBuilder Page);

    /// <summary>More locals for pages than this would not stay in registers.</summary>
    const int MaxPages = 8;

    /// <summary>A function with too many blocks is not optimized by the just-in-time compiler.</summary>
    const int MaxRemembering = 100;

    readonly GrowingArray<RememberedPage> _pages = new();
    int _remembering;
    LocalBuilder? _page;

    /// <summary>Marks the page of an access whose address, checked, is in the scratch local for addresses.</summary>
    public void Emit(in MemoryAccess access, LocalBuilder memoryBase)
    {
        if (access.Constant is { } address) il.LoadNativeUInt(((uint)address + access.Offset) >> DirtyPages.PageShift);
        else
        {
            il.Emit(OpCodes.Ldloc, stack.Scratch(typeof(nuint)));
            if (!access.IsReach)
            {
                il.LoadNativeUInt(access.Offset);
                il.Emit(OpCodes.Add);
            }
            il.LoadInt32(DirtyPages.PageShift);
            il.Emit(OpCodes.Shr_Un);
        }
        EmitMark(memoryBase);
    }

    /// <summary>True when the remembered page pays for a store in a loop.</summary>
    public bool CanRemember(in MemoryAccess access) => access.Constant is null && !stack.HasOperandsOnIlStack && _remembering < MaxRemembering;

    /// <summary>Branches to the returned label when the page of the address is the remembered one.</summary>
    public Label EmitTest(in MemoryAccess access, LocalBuilder address, LocalBuilder memoryBase)
    {
        _remembering++;
        _page = PageOf(access.Source?.Local);
        var current = stack.PageScratch();
        var done = il.DefineLabel();
        // The page of the native address is never zero, the initial value.
        il.Emit(OpCodes.Ldloc, memoryBase);
        il.Emit(OpCodes.Ldloc, address);
        il.Emit(OpCodes.Add);
        il.LoadInt32(DirtyPages.PageShift);
        il.Emit(OpCodes.Shr_Un);
        il.Emit(OpCodes.Stloc, current);
        il.Emit(OpCodes.Ldloc, current);
        il.Emit(OpCodes.Ldloc, _page);
        il.Emit(OpCodes.Beq, done);
        return done;
    }

    /// <summary>Marks the page of a checked address and remembers it.</summary>
    public void EmitRemember(LocalBuilder address, LocalBuilder memoryBase, LocalBuilder length)
    {
        il.Emit(OpCodes.Ldloc, address);
        il.LoadInt32(DirtyPages.PageShift);
        il.Emit(OpCodes.Shr_Un);
        EmitMark(memoryBase);
        // All ones, which is no page, when the end of the memory is near.
        il.Emit(OpCodes.Ldloc, length);
        il.LoadNativeUInt(DirtyPages.PageSize + DirtyPages.Reach);
        il.Emit(OpCodes.Sub);
        il.Emit(OpCodes.Ldloc, address);
        il.Emit(OpCodes.Sub);
        il.LoadInt32(63);
        il.Emit(OpCodes.Shr);
        il.Emit(OpCodes.Ldloc, stack.PageScratch());
        il.Emit(OpCodes.Or);
        il.Emit(OpCodes.Stloc, _page!);
    }

    // In: the number of the page on the IL stack.
    void EmitMark(LocalBuilder memoryBase)
    {
        il.Emit(OpCodes.Ldloc, memoryBase);
        il.Emit(OpCodes.Add);
        il.LoadInt32(Memory.HeaderSize);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Sub);
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Stind_I1);
    }

    // Stores through the same local usually go to the same page, others to different ones.
    LocalBuilder PageOf(int? local)
    {
        foreach (var (known, page) in _pages.Items)
            if (local is not null && known == local) return page;
        if (_pages.Count == MaxPages) return _pages[_remembering % MaxPages].Page;
        var made = stack.Declare(typeof(nuint));
        _pages.Add(new RememberedPage(local, made));
        return made;
    }
}
