namespace Cleanroom.Bridge.Translations;

/// <summary>The plural categories of the Unicode locale data.</summary>
enum PluralCategory
{
    /// <summary>Everything else; every language has it.</summary>
    Other,

    /// <summary>Mostly nothing at all.</summary>
    Zero,

    /// <summary>Mostly one.</summary>
    One,

    /// <summary>Mostly two.</summary>
    Two,

    /// <summary>A few.</summary>
    Few,

    /// <summary>Many.</summary>
    Many,
}
