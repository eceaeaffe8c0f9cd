namespace Cleanroom.Bench.Scale;

/// <summary>What the tables of the verb <c>scale</c> are told.</summary>
/// <param name="Seconds">Seconds of each load.</param>
/// <param name="SessionStores">URLs of session stores besides memory and SQLite.</param>
sealed record ScaleOptions(int Seconds, IReadOnlyList<string> SessionStores);
