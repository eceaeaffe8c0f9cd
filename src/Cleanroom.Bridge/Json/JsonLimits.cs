namespace Cleanroom.Bridge.Json;

/// <summary>What a guest may ask of the host's JSON functions.</summary>
static class JsonLimits
{
    /// <summary>Most arrays and objects inside each other.</summary>
    public const int Depth = 512;

    /// <summary>Most bytes of a text that is read or a result that is made.</summary>
    public const int Bytes = 64 << 20;

    /// <summary>Most values and names of one text. Twelve bytes of the host each: 96 MB.</summary>
    public const int Nodes = 8 << 20;
}
