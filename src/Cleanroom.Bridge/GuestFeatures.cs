using Cleanroom.Bridge.Async;
using Cleanroom.Bridge.Database;
using Cleanroom.Bridge.Database.Migrations;
using Cleanroom.Bridge.Translations;

namespace Cleanroom.Bridge;

/// <summary>The features that are more than host functions. Their order is the order of their settings in help and of their notifications.</summary>
static class GuestFeatures
{
    /// <summary>All features.</summary>
    public static IReadOnlyList<GuestFeature> All { get; } =
    [
        new AsyncFeature(),
        new DatabaseFeature(),
        new MigrationFeature(),
        new TranslationFeature(),
    ];
}
