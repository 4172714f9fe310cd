using Lockstep.Contracts.Events;

namespace Lockstep.Contracts.Fields;

/// <summary>Customers were given a field.</summary>
[EventName("lockstep.customer-field.created.v1")]
public sealed record CustomerFieldCreated : RecordEvent<CustomFieldDefinition>;

/// <summary>What a field of customers takes, or whether it is required, changed.</summary>
[EventName("lockstep.customer-field.changed.v1")]
public sealed record CustomerFieldChanged : RecordEvent<CustomFieldDefinition>;

/// <summary>A field of customers was taken away; values that are there stay where they are.</summary>
[EventName("lockstep.customer-field.deleted.v1")]
public sealed record CustomerFieldDeleted : RecordEvent<CustomFieldDefinition>;

/// <summary>Orders were given a field.</summary>
[EventName("lockstep.order-field.created.v1")]
public sealed record OrderFieldCreated : RecordEvent<CustomFieldDefinition>;

/// <summary>What a field of orders takes, or whether it is required, changed.</summary>
[EventName("lockstep.order-field.changed.v1")]
public sealed record OrderFieldChanged : RecordEvent<CustomFieldDefinition>;

/// <summary>A field of orders was taken away; values that are there stay where they are.</summary>
[EventName("lockstep.order-field.deleted.v1")]
public sealed record OrderFieldDeleted : RecordEvent<CustomFieldDefinition>;

/// <summary>Packages were given a field.</summary>
[EventName("lockstep.package-field.created.v1")]
public sealed record PackageFieldCreated : RecordEvent<CustomFieldDefinition>;

/// <summary>What a field of packages takes, or whether it is required, changed.</summary>
[EventName("lockstep.package-field.changed.v1")]
public sealed record PackageFieldChanged : RecordEvent<CustomFieldDefinition>;

/// <summary>A field of packages was taken away; values that are there stay where they are.</summary>
[EventName("lockstep.package-field.deleted.v1")]
public sealed record PackageFieldDeleted : RecordEvent<CustomFieldDefinition>;

/// <summary>Products were given a field.</summary>
[EventName("lockstep.product-field.created.v1")]
public sealed record ProductFieldCreated : RecordEvent<CustomFieldDefinition>;

/// <summary>What a field of products takes, or whether it is required, changed.</summary>
[EventName("lockstep.product-field.changed.v1")]
public sealed record ProductFieldChanged : RecordEvent<CustomFieldDefinition>;

/// <summary>A field of products was taken away; values that are there stay where they are.</summary>
[EventName("lockstep.product-field.deleted.v1")]
public sealed record ProductFieldDeleted : RecordEvent<CustomFieldDefinition>;

/// <summary>Tickets were given a field.</summary>
[EventName("lockstep.ticket-field.created.v1")]
public sealed record TicketFieldCreated : RecordEvent<CustomFieldDefinition>;

/// <summary>What a field of tickets takes, or whether it is required, changed.</summary>
[EventName("lockstep.ticket-field.changed.v1")]
public sealed record TicketFieldChanged : RecordEvent<CustomFieldDefinition>;

/// <summary>A field of tickets was taken away; values that are there stay where they are.</summary>
[EventName("lockstep.ticket-field.deleted.v1")]
public sealed record TicketFieldDeleted : RecordEvent<CustomFieldDefinition>;
