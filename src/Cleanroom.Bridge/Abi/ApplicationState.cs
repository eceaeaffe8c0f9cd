using Cleanroom.Bridge.Components;
using Cleanroom.Bridge.Translations;

namespace Cleanroom.Bridge.Abi;

/// <summary>What an entry point leaves in the portable host functions for every event of its application. Never changed, shared by all guests.</summary>
/// <param name="Catalogues">The translations.</param>
/// <param name="Components">The components.</param>
/// <param name="HeapIsLifted">True when the host has allocated in its memory, so that the heap is not lifted again.</param>
sealed record ApplicationState(CatalogueSet Catalogues, ComponentRegistry Components, bool HeapIsLifted)
{
    /// <summary>An application before its entry point.</summary>
    public static ApplicationState Empty { get; } = new(CatalogueSet.Empty, ComponentRegistry.Empty, HeapIsLifted: false);
}
