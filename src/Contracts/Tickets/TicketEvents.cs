using Lockstep.Contracts.Events;

namespace Lockstep.Contracts.Tickets;

/// <summary>A ticket was entered: by the API, by an import, by a flow or by mail.</summary>
[EventName("lockstep.ticket.created.v1")]
public sealed record TicketCreated : RecordEvent<Ticket>;

/// <summary>A ticket took a step of its life cycle, or at least one of its fields, files or links changed.</summary>
[EventName("lockstep.ticket.changed.v1")]
public sealed record TicketChanged : RecordEvent<Ticket>;

/// <summary>A ticket got a comment, which may also have moved it along; the comment itself is asked for, for not all may see it.</summary>
[EventName("lockstep.ticket.commented.v1")]
public sealed record TicketCommented : RecordEvent<Ticket>;

/// <summary>The first answer or the solution of a ticket is late: <c>changed</c> says which. Told once for each due time.</summary>
[EventName("lockstep.ticket.escalated.v1")]
public sealed record TicketEscalated : RecordEvent<Ticket>;

/// <summary>A ticket was deleted with its comments and files; only its tombstone is left.</summary>
[EventName("lockstep.ticket.deleted.v1")]
public sealed record TicketDeleted : RecordEvent<Ticket>;
