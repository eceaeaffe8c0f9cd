using Cleanroom.Bridge;
using Cleanroom.Bridge.Settings;

namespace Cleanroom.Server.Compression;

/// <summary>Response compression (docs/contract/server.md, section 4).</summary>
sealed class CompressionFeature : Feature
{
    public override IReadOnlyList<Setting<CleanServerOptions>> Settings { get; } =
    [
        new("no-compression", "Sends text responses uncompressed, even to clients that accept gzip or br.", (options, value) => options with { Compression = !value }),
    ];

    public override GuestOptions Open(CleanApplication application, GuestOptions guest)
    {
        if (application.Options.Compression) application.Encoder = new ResponseCompression();
        return guest;
    }
}
