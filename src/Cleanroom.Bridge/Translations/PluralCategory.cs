namespace Cleanroom.Bridge.Translations;

/// <summary>The plural categories of the Unicode locale data.</summary>
enum PluralCategory
{
    /// <summary>The default; exists in every language.</summary>
    Other,

    /// <summary>Usually zero.</summary>
    Zero,

    /// <summary>Usually one.</summary>
    One,

    /// <summary>Usually two.</summary>
    Two,

    /// <summary>A few.</summary>
    Few,

    /// <summary>Many.</summary>
    Many,
}
