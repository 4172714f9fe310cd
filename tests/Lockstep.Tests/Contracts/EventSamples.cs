using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Fields;
using Lockstep.Contracts.Inventory;
using Lockstep.Contracts.Orders;
using Lockstep.Contracts.Tickets;
using Lockstep.Contracts.Users;
using Lockstep.Contracts.Webhooks;

namespace Lockstep.Tests.Contracts;

/// <summary>One example of each event's data.</summary>
internal static class EventSamples
{
    public static IReadOnlyList<object> All { get; } =
    [
        new ApiClientCreated
        {
            Record = Sample.Client, Version = 1, Changed = ["clientId", "name", "roles", "scopes", "dialect", "disabled"],
            Origin = "user:1",
        },
        new ApiClientChanged
        {
            Record = Sample.Client with { Disabled = true, TokenVersion = 2, Version = 2, UpdatedAt = Sample.Moved }, Version = 2,
            Changed = ["disabled"],
            Origin = "user:1",
        },
        new ApiClientDeleted { Version = 3, Origin = "user:1" },
        new CustomerCreated
        {
            Record = Sample.Customer, Version = 1,
            Changed = ["externalId", "source", "organisation", "name", "email", "phone", "address", "status"], Origin = "user:1",
        },
        new CustomerChanged
        {
            Record = Sample.Customer with { Email = null, Version = 2, UpdatedAt = Sample.Moved }, Version = 2,
            Changed = ["email"], Origin = "user:1",
        },
        new CustomerDeleted { Version = 3, Origin = "user:1" },
        new CustomerMerged
        {
            Record = Sample.Customer with { MergedInto = 7, Version = 3, UpdatedAt = Sample.Moved }, Version = 3, Changed = ["mergedInto"],
                Origin = "user:1",
        },
        new CustomerUnmerged
        {
            Record = Sample.Customer with { Version = 4, UpdatedAt = Sample.Moved }, Version = 4, Changed = ["name", "email", "status"],
                Origin = "user:1",
        },
        new CustomerNoteCreated { Record = Sample.Note, Version = 1, Changed = ["customerId", "text", "author"], Origin = "user:1" },
        new CustomerNoteChanged
        {
            Record = Sample.Note with { CustomerId = 7, Version = 2, UpdatedAt = Sample.Moved }, Version = 2,
            Changed = ["customerId"], Origin = "user:1",
        },
        new CustomerNoteDeleted { Version = 3, Origin = "user:1" },
        new CustomerFileCreated
        {
            Record = Sample.File, Version = 1, Changed = ["customerId", "name", "type", "size", "sha256", "addedBy"], Origin = "user:1",
        },
        new CustomerFileChanged
        {
            Record = Sample.File with { CustomerId = 7, Version = 2, UpdatedAt = Sample.Moved }, Version = 2,
            Changed = ["customerId"], Origin = "user:1",
        },
        new CustomerFileDeleted { Version = 3, Origin = "user:1" },
        new CustomerFieldCreated { Record = Sample.Field, Version = 1, Changed = Sample.DefinedFields, Origin = "user:1" },
        new CustomerFieldChanged { Record = Sample.ChangedField, Version = 2, Changed = ["required"], Origin = "user:1" },
        new CustomerFieldDeleted { Version = 3, Origin = "user:1" },
        new OrderFieldCreated { Record = Sample.Field, Version = 1, Changed = Sample.DefinedFields, Origin = "user:1" },
        new OrderFieldChanged { Record = Sample.ChangedField, Version = 2, Changed = ["required"], Origin = "user:1" },
        new OrderFieldDeleted { Version = 3, Origin = "user:1" },
        new PackageFieldCreated { Record = Sample.Field, Version = 1, Changed = Sample.DefinedFields, Origin = "user:1" },
        new PackageFieldChanged { Record = Sample.ChangedField, Version = 2, Changed = ["required"], Origin = "user:1" },
        new PackageFieldDeleted { Version = 3, Origin = "user:1" },
        new ProductFieldCreated { Record = Sample.Field, Version = 1, Changed = Sample.DefinedFields, Origin = "user:1" },
        new ProductFieldChanged { Record = Sample.ChangedField, Version = 2, Changed = ["required"], Origin = "user:1" },
        new ProductFieldDeleted { Version = 3, Origin = "user:1" },
        new TicketFieldCreated { Record = Sample.Field, Version = 1, Changed = Sample.DefinedFields, Origin = "user:1" },
        new TicketFieldChanged { Record = Sample.ChangedField, Version = 2, Changed = ["required"], Origin = "user:1" },
        new TicketFieldDeleted { Version = 3, Origin = "user:1" },
        new ProductCreated
        {
            Record = Sample.Product, Version = 1, Changed = ["sku", "externalId", "name", "description", "price", "currency", "status"],
            Origin = "user:1",
        },
        new ProductChanged
        {
            Record = Sample.Product with { Price = 5.25m, Version = 2, UpdatedAt = Sample.Moved }, Version = 2,
            Changed = ["price"], Origin = "user:1",
        },
        new ProductDeleted { Version = 3, Origin = "user:1" },
        new PackageCreated
        {
            Record = Sample.Package, Version = 1, Changed = ["customerId", "customerName", "kind", "status"],
            Origin = "flow:welcome-package",
        },
        new PackageChanged
        {
            Record = Sample.Package with { Status = "Packed", Version = 2, UpdatedAt = Sample.Moved }, Version = 2, Changed = ["status"],
            Origin = "user:1",
        },
        new OrderCreated
        {
            Record = Sample.Order,
            Version = 1,
            Origin = "user:1",
            Changed =
            ["kind", "externalId", "customerId", "customerName", "status", "currency", "items", "totalAmount", "reference", "placedAt"],
        },
        new OrderChanged
        {
            Record = Sample.Order with { Status = "PROCESSING", Version = 2, UpdatedAt = Sample.Moved }, Version = 2, Changed = ["status"],
            Origin = "client:erp",
        },
        new OrderDeleted { Version = 3, Origin = "user:1" },
        new TicketCreated
        {
            Record = Sample.Ticket, Version = 1, Origin = "user:1",
            Changed = ["customerId", "orderId", "subject", "description", "priority", "status", "assignee", "queue", "tags",
                "firstAnswerDueAt", "dueAt"],
        },
        new TicketChanged { Record = Sample.Ticket with { Status = "waiting", PausedAt = Sample.Moved, Version = 2,
            UpdatedAt = Sample.Moved }, Version = 2,
            Changed = ["status", "pausedAt"], Origin = "user:3" },
        new TicketCommented
        {
            Record = Sample.Ticket with { FirstAnsweredAt = Sample.Moved, LastCommentAt = Sample.Moved, Version = 2,
            UpdatedAt = Sample.Moved }, Version = 2,
            Changed = ["comments", "firstAnsweredAt", "lastCommentAt"], Origin = "user:3",
        },
        new TicketEscalated { Record = Sample.Ticket with { EscalatedAt = Sample.Moved, Version = 2, UpdatedAt = Sample.Moved },
            Version = 2,
            Changed = ["escalatedAt"], Origin = "system:escalation" },
        new TicketDeleted { Version = 3, Origin = "user:1" },
        new UserCreated { Record = Sample.User, Version = 1, Changed = ["name", "email", "roles"], Origin = "user:1" },
        new UserChanged
        {
            Record = Sample.User with { Disabled = true, TokenVersion = 2, Version = 2, UpdatedAt = Sample.Moved }, Version = 2,
            Changed = ["disabled", "tokenVersion"], Origin = "user:1",
        },
        new UserDeleted { Version = 3, Origin = "user:1" },
        new WebhookCreated
        {
            Record = Sample.Webhook, Version = 1, Changed = ["url", "events", "kinds", "filter", "description", "enabled"],
            Origin = "user:1",
        },
        new WebhookChanged
        {
            Record = Sample.Webhook with { Filter = null, Version = 2, UpdatedAt = Sample.Moved }, Version = 2,
            Changed = ["filter"], Origin = "user:1",
        },
        new WebhookDisabled { Record = Sample.Off, Version = 3, Changed = ["enabled", "disabledReason"], Origin = "system:webhooks" },
        new WebhookDeleted { Version = 4, Origin = "user:1" },
    ];
}
