using Lockstep.Contracts.Events;

namespace Lockstep.Contracts.Inventory;

/// <summary>A product was entered.</summary>
[EventName("lockstep.product.created.v1")]
public sealed record ProductCreated : RecordEvent<Product>;

/// <summary>At least one field of a product changed; its stock moves without this event.</summary>
[EventName("lockstep.product.changed.v1")]
public sealed record ProductChanged : RecordEvent<Product>;

/// <summary>A product was deleted; only its tombstone and its ledger are left.</summary>
[EventName("lockstep.product.deleted.v1")]
public sealed record ProductDeleted : RecordEvent<Product>;

/// <summary>A package was made for a customer.</summary>
[EventName("lockstep.package.created.v1")]
public sealed record PackageCreated : RecordEvent<Package>;

/// <summary>A package took a step of its life cycle.</summary>
[EventName("lockstep.package.changed.v1")]
public sealed record PackageChanged : RecordEvent<Package>;
