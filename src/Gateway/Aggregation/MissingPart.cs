namespace Lockstep.Gateway.Aggregation;

/// <summary>What an answer lacks, and why.</summary>
/// <param name="Part">The name of the part, as the answer would have it.</param>
/// <param name="Reason">
/// <c>timeout</c>, <c>busy</c> when all places of its source were taken all the time, <c>unavailable</c> when the source is out of reach,
/// or <c>failed</c> by a bug of ours.
/// </param>
/// <param name="Detail">One sentence for a person.</param>
public sealed record MissingPart(string Part, string Reason, string Detail);

/// <summary>What became of one source.</summary>
/// <typeparam name="T">What it answers.</typeparam>
/// <param name="Value">Its answer.</param>
/// <param name="Why">Why there is none, of the source as a whole; null when there is.</param>
internal sealed record SourceAnswer<T>(T? Value, MissingPart? Why);
