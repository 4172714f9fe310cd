namespace Lockstep.Identity.Audit;

/// <summary>How much was erased.</summary>
/// <param name="Entries">Entries that have nothing personal beside them any more.</param>
internal sealed record Erased(long Entries);
