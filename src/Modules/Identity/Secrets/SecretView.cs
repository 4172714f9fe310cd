namespace Lockstep.Identity.Secrets;

/// <summary>What is known of a secret; never its value.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Purpose">What Lockstep needs it for.</param>
/// <param name="Source"><c>setting</c> when the configuration has it, which counts first; else <c>stored</c>, or <c>none</c>.</param>
/// <param name="Version">How often it was stored; null when it is not.</param>
/// <param name="UpdatedAt">When it was stored.</param>
/// <param name="UpdatedBy">By whom.</param>
internal sealed record SecretView(string Name, string Purpose, string Source, long? Version, DateTimeOffset? UpdatedAt, string? UpdatedBy);
