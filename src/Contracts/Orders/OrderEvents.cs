using Lockstep.Contracts.Events;

namespace Lockstep.Contracts.Orders;

/// <summary>An order was placed, and its stock is reserved; or one was imported with its history, and no stock moves.</summary>
[EventName("lockstep.order.created.v1")]
public sealed record OrderCreated : RecordEvent<Order>;

/// <summary>An order took a step of its life cycle, or at least one of its fields changed.</summary>
[EventName("lockstep.order.changed.v1")]
public sealed record OrderChanged : RecordEvent<Order>;

/// <summary>An order was deleted; only its tombstone is left.</summary>
[EventName("lockstep.order.deleted.v1")]
public sealed record OrderDeleted : RecordEvent<Order>;
