using Lockstep.Contracts.Events;

namespace Lockstep.Contracts.Customers;

/// <summary>A customer was entered: by the API, by an import or by a flow.</summary>
[EventName("lockstep.customer.created.v1")]
public sealed record CustomerCreated : RecordEvent<Customer>;

/// <summary>At least one field of a customer changed.</summary>
[EventName("lockstep.customer.changed.v1")]
public sealed record CustomerChanged : RecordEvent<Customer>;

/// <summary>A customer was deleted; only its tombstone is left.</summary>
[EventName("lockstep.customer.deleted.v1")]
public sealed record CustomerDeleted : RecordEvent<Customer>;
