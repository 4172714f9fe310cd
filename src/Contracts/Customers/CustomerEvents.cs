using Lockstep.Contracts.Events;

namespace Lockstep.Contracts.Customers;

/// <summary>A customer was entered: by the API, by an import or by a flow.</summary>
[EventName("lockstep.customer.created.v1")]
public sealed record CustomerCreated : RecordEvent<Customer>;

/// <summary>At least one field of a customer changed.</summary>
[EventName("lockstep.customer.changed.v1")]
public sealed record CustomerChanged : RecordEvent<Customer>;

/// <summary>
/// A customer was merged into another one, <c>mergedInto</c>: it is gone as one that was deleted is, and what was its own follows. The
/// other one's change is an event of its own, and so is that of each record that follows.
/// </summary>
[EventName("lockstep.customer.merged.v1")]
public sealed record CustomerMerged : RecordEvent<Customer>;

/// <summary>A merge was undone: the customer is there again, under its own id.</summary>
[EventName("lockstep.customer.unmerged.v1")]
public sealed record CustomerUnmerged : RecordEvent<Customer>;

/// <summary>A customer was deleted; only its tombstone is left.</summary>
[EventName("lockstep.customer.deleted.v1")]
public sealed record CustomerDeleted : RecordEvent<Customer>;
