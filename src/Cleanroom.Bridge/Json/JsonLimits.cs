namespace Cleanroom.Bridge.Json;

/// <summary>Limits of the host's JSON functions.</summary>
static class JsonLimits
{
    /// <summary>Maximum nesting depth of arrays and objects.</summary>
    public const int Depth = 512;

    /// <summary>Maximum size in bytes of an input text or a result.</summary>
    public const int Bytes = 64 << 20;

    /// <summary>Maximum number of values and names in a text. At twelve bytes of host memory each: 96 MB.</summary>
    public const int Nodes = 8 << 20;
}
