using System.Runtime.CompilerServices;

namespace Cleanroom.Server.Applications;

/// <summary>Positions of route parameters in the path.</summary>
struct RouteParameters
{
    public const int Most = 32;

    [InlineArray(Most)]
    struct Ranges
    {
        (int Start, int Length) _first;
    }

    Ranges _ranges;

    public int Count { get; set; }

    public (int Start, int Length) this[int index]
    {
        readonly get => _ranges[index];
        set => _ranges[index] = value;
    }
}
