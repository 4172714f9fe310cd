using Lockstep.Contracts.Events;

namespace Lockstep.Contracts.Customers;

/// <summary>A note about a customer was written.</summary>
[EventName("lockstep.customer-note.created.v1")]
public sealed record CustomerNoteCreated : RecordEvent<CustomerNote>;

/// <summary>A note went to another customer, because its own was merged into that one.</summary>
[EventName("lockstep.customer-note.changed.v1")]
public sealed record CustomerNoteChanged : RecordEvent<CustomerNote>;

/// <summary>A note was deleted.</summary>
[EventName("lockstep.customer-note.deleted.v1")]
public sealed record CustomerNoteDeleted : RecordEvent<CustomerNote>;

/// <summary>A file was added to a customer.</summary>
[EventName("lockstep.customer-file.created.v1")]
public sealed record CustomerFileCreated : RecordEvent<CustomerFile>;

/// <summary>A file went to another customer, because its own was merged into that one.</summary>
[EventName("lockstep.customer-file.changed.v1")]
public sealed record CustomerFileChanged : RecordEvent<CustomerFile>;

/// <summary>A file was deleted.</summary>
[EventName("lockstep.customer-file.deleted.v1")]
public sealed record CustomerFileDeleted : RecordEvent<CustomerFile>;
