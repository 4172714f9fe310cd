namespace Lockstep.Runtime.UseCases;

/// <summary>What the writer of a kind of records did: the record as it is now, or why it was left as it was.</summary>
/// <typeparam name="T">The record.</typeparam>
/// <param name="Record">The record by now; null when the write was refused.</param>
/// <param name="Json">The same as JSON in UTF-8.</param>
/// <param name="Fields">
/// JSON names of the fields that the write changed, separated by commas; empty when there was nothing to change.
/// </param>
/// <param name="Refusal">Why nothing was written; null when the record is as it was asked for.</param>
public sealed record Written<T>(T? Record, byte[] Json, string Fields, Refusal? Refusal = null)
    where T : class
{
    /// <summary>Whether the write made the record.</summary>
    public bool IsNew { get; init; }

    /// <summary>A refusal: nothing was written.</summary>
    public static implicit operator Written<T>(Refusal refusal) => new(null, [], "", refusal);

    /// <summary>The answer of a use case that made a record; it is at its first version.</summary>
    /// <param name="location">Where a record is in the API.</param>
    public Answer ToCreated(Func<T, string> location) => Record is { } made ? Answer.Created(Json, 1, location(made)) : Refusal!;

    /// <summary>The answer of a use case that changed one.</summary>
    /// <param name="version">The version of a record.</param>
    public Answer ToOk(Func<T, long> version) => Record is { } now ? Answer.Ok(Json, version(now)) : Refusal!;
}
