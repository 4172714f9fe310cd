using Lockstep.Contracts.Tickets;

namespace Lockstep.Reports.Facts;

/// <summary>What reports know of a ticket.</summary>
/// <param name="Id">The ticket.</param>
/// <param name="Version">Its version.</param>
/// <param name="Ticket">The ticket; null when it was deleted.</param>
internal sealed record TicketFact(long Id, long Version, Ticket? Ticket)
{
    /// <summary>Whether it counts: one that was merged into another one is that one.</summary>
    public bool IsCounted => Ticket is { MergedInto: null };
}
