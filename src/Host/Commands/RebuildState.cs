namespace Lockstep.Host.Commands;

/// <summary>How a rebuild of the reports stands, as the API answers it.</summary>
/// <param name="Id">The rebuild.</param>
/// <param name="State"><c>asked</c>, <c>running</c> or <c>done</c>.</param>
/// <param name="Kind">The kind of record that is read now.</param>
/// <param name="Records">How many were read so far.</param>
/// <param name="Attempts">How many attempts failed.</param>
/// <param name="Reason">Why the last one failed; null when none did.</param>
internal sealed record RebuildState(long Id, string State, string? Kind, long Records, long Attempts, string? Reason);
