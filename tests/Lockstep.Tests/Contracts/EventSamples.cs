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
    private static readonly DateTimeOffset Made = new(2026, 1, 31, 9, 30, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Moved = new(2026, 2, 1, 16, 5, 7, 250, TimeSpan.Zero);

    private static readonly Customer Customer = new()
    {
        Id = 42,
        ExternalId = "K-1007",
        Source = "old-crm",
        Organisation = "Öl & Söhne",
        Name = "Иван Иванов",
        Email = "ivan@example.com",
        Phone = "+49 30 1234567",
        Address = new Address { Line = "Hauptstr. 1\n2. Stock", City = "Berlin", Region = "Berlin", PostalCode = "01067", Country = "Germany" },
        Status = "active",
        Version = 1,
        CreatedAt = Made,
        UpdatedAt = Made,
    };

    private static readonly CustomerNote Note = new()
    {
        Id = 5,
        CustomerId = 42,
        Text = "Prefers to be called in the morning.",
        Author = "user:1",
        Version = 1,
        CreatedAt = Made,
        UpdatedAt = Made,
    };

    private static readonly CustomerFile File = new()
    {
        Id = 6,
        CustomerId = 42,
        Name = "Angebot.pdf",
        Type = "application/pdf",
        Size = 20_480,
        Sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        AddedBy = "user:1",
        Version = 1,
        CreatedAt = Made,
        UpdatedAt = Made,
    };

    private static readonly CustomFieldDefinition Field = new()
    {
        Id = 2,
        Name = "colour",
        Type = "choice",
        Required = true,
        Choices = ["red", "blue"],
        Description = "What they like",
        Version = 1,
        CreatedAt = Made,
        UpdatedAt = Made,
    };

    private static readonly CustomFieldDefinition ChangedField = Field with { Required = false, Version = 2, UpdatedAt = Moved };

    private static readonly string[] DefinedFields = ["name", "type", "required", "choices", "description"];

    private static readonly Product Product = new()
    {
        Id = 7,
        Sku = "CUP-BLUE",
        ExternalId = "A-7",
        Name = "Cup, blue",
        Description = "Holds 250 ml.",
        Price = 4.95m,
        Currency = "EUR",
        Stock = new Stock(20, 3),
        Status = "active",
        Version = 1,
        CreatedAt = Made,
        UpdatedAt = Made,
    };

    private static readonly Package Package = new()
    {
        Id = 92,
        CustomerId = 42,
        CustomerName = "Иван Иванов",
        Kind = "welcome",
        Status = "Pending",
        Version = 1,
        CreatedAt = Made,
        UpdatedAt = Made,
    };

    private static readonly Order Order = new()
    {
        Id = 17,
        Kind = "sale",
        ExternalId = "10248",
        CustomerId = 42,
        CustomerName = "Иван Иванов",
        Status = "NEW",
        Currency = "EUR",
        Items = [new OrderItem(7, "CUP-BLUE", "Cup, blue", 3, 4.95m, 0.05m, 14.1075m)],
        TotalAmount = 14.11m,
        Reference = "PO-7",
        PlacedAt = Made,
        Version = 1,
        CreatedAt = Made,
        UpdatedAt = Made,
    };

    private static readonly Ticket Ticket = new()
    {
        Id = 5,
        CustomerId = 42,
        OrderId = 17,
        ExternalId = "HD-12",
        Source = "old-desk",
        Requester = "ivan@example.com",
        Subject = "Parcel arrived open",
        Description = "Two of three boxes are missing.",
        Priority = "high",
        Status = "open",
        Assignee = 3,
        Queue = "shipping",
        Tags = ["parcel"],
        FirstAnswerDueAt = Made.AddHours(4),
        DueAt = Made.AddHours(8),
        PausedSeconds = 0,
        Version = 1,
        CreatedAt = Made,
        UpdatedAt = Made,
    };

    private static readonly User User = new()
    {
        Id = 3,
        Name = "Zoë Müller",
        Email = "zoe@example.com",
        Roles = ["sales", "support"],
        CustomerId = null,
        Disabled = false,
        HasTotp = false,
        SingleSignOn = false,
        TokenVersion = 1,
        Version = 1,
        CreatedAt = Made,
        UpdatedAt = Made,
    };

    private static readonly ApiClient Client = new()
    {
        Id = 3,
        ClientId = "erp-poller",
        Name = "ERP poller",
        Roles = ["integrator"],
        Scopes = ["customers:read", "packages:read"],
        Dialect = "erp",
        Disabled = false,
        TokenVersion = 1,
        Version = 1,
        CreatedAt = Made,
        UpdatedAt = Made,
    };

    private static readonly Webhook Webhook = new()
    {
        Id = 7,
        Url = "https://example.com/hooks/lockstep",
        Events = ["lockstep.customer.*"],
        Kinds = ["customer"],
        Filter = "data.record.status == 'active'",
        Description = "Packages",
        Enabled = true,
        Status = "active",
        Version = 1,
        CreatedAt = Made,
        UpdatedAt = Made,
    };

    private static readonly Webhook Off = Webhook with
    {
        Enabled = false, Status = "disabled", DisabledReason = "The receiver answered 410: it is gone for good.", Version = 3, UpdatedAt = Moved,
    };

    public static IReadOnlyList<object> All { get; } =
    [
        new ApiClientCreated { Record = Client, Version = 1, Changed = ["clientId", "name", "roles", "scopes", "dialect", "disabled"], Origin = "user:1" },
        new ApiClientChanged { Record = Client with { Disabled = true, TokenVersion = 2, Version = 2, UpdatedAt = Moved }, Version = 2, Changed = ["disabled"], Origin = "user:1" },
        new ApiClientDeleted { Version = 3, Origin = "user:1" },
        new CustomerCreated { Record = Customer, Version = 1, Changed = ["externalId", "source", "organisation", "name", "email", "phone", "address", "status"], Origin = "user:1" },
        new CustomerChanged { Record = Customer with { Email = null, Version = 2, UpdatedAt = Moved }, Version = 2, Changed = ["email"], Origin = "user:1" },
        new CustomerDeleted { Version = 3, Origin = "user:1" },
        new CustomerMerged
        {
            Record = Customer with { MergedInto = 7, Version = 3, UpdatedAt = Moved }, Version = 3, Changed = ["mergedInto"],
                Origin = "user:1",
        },
        new CustomerUnmerged
        {
            Record = Customer with { Version = 4, UpdatedAt = Moved }, Version = 4, Changed = ["name", "email", "status"],
                Origin = "user:1",
        },
        new CustomerNoteCreated { Record = Note, Version = 1, Changed = ["customerId", "text", "author"], Origin = "user:1" },
        new CustomerNoteChanged
        {
            Record = Note with { CustomerId = 7, Version = 2, UpdatedAt = Moved }, Version = 2, Changed = ["customerId"], Origin = "user:1",
        },
        new CustomerNoteDeleted { Version = 3, Origin = "user:1" },
        new CustomerFileCreated
        {
            Record = File, Version = 1, Changed = ["customerId", "name", "type", "size", "sha256", "addedBy"], Origin = "user:1",
        },
        new CustomerFileChanged
        {
            Record = File with { CustomerId = 7, Version = 2, UpdatedAt = Moved }, Version = 2, Changed = ["customerId"], Origin = "user:1",
        },
        new CustomerFileDeleted { Version = 3, Origin = "user:1" },
        new CustomerFieldCreated { Record = Field, Version = 1, Changed = DefinedFields, Origin = "user:1" },
        new CustomerFieldChanged { Record = ChangedField, Version = 2, Changed = ["required"], Origin = "user:1" },
        new CustomerFieldDeleted { Version = 3, Origin = "user:1" },
        new OrderFieldCreated { Record = Field, Version = 1, Changed = DefinedFields, Origin = "user:1" },
        new OrderFieldChanged { Record = ChangedField, Version = 2, Changed = ["required"], Origin = "user:1" },
        new OrderFieldDeleted { Version = 3, Origin = "user:1" },
        new PackageFieldCreated { Record = Field, Version = 1, Changed = DefinedFields, Origin = "user:1" },
        new PackageFieldChanged { Record = ChangedField, Version = 2, Changed = ["required"], Origin = "user:1" },
        new PackageFieldDeleted { Version = 3, Origin = "user:1" },
        new ProductFieldCreated { Record = Field, Version = 1, Changed = DefinedFields, Origin = "user:1" },
        new ProductFieldChanged { Record = ChangedField, Version = 2, Changed = ["required"], Origin = "user:1" },
        new ProductFieldDeleted { Version = 3, Origin = "user:1" },
        new TicketFieldCreated { Record = Field, Version = 1, Changed = DefinedFields, Origin = "user:1" },
        new TicketFieldChanged { Record = ChangedField, Version = 2, Changed = ["required"], Origin = "user:1" },
        new TicketFieldDeleted { Version = 3, Origin = "user:1" },
        new ProductCreated { Record = Product, Version = 1, Changed = ["sku", "externalId", "name", "description", "price", "currency", "status"], Origin = "user:1" },
        new ProductChanged { Record = Product with { Price = 5.25m, Version = 2, UpdatedAt = Moved }, Version = 2, Changed = ["price"], Origin = "user:1" },
        new ProductDeleted { Version = 3, Origin = "user:1" },
        new PackageCreated { Record = Package, Version = 1, Changed = ["customerId", "customerName", "kind", "status"], Origin = "flow:welcome-package" },
        new PackageChanged { Record = Package with { Status = "Packed", Version = 2, UpdatedAt = Moved }, Version = 2, Changed = ["status"], Origin = "user:1" },
        new OrderCreated
        {
            Record = Order, Version = 1, Origin = "user:1",
            Changed = ["kind", "externalId", "customerId", "customerName", "status", "currency", "items", "totalAmount", "reference", "placedAt"],
        },
        new OrderChanged { Record = Order with { Status = "PROCESSING", Version = 2, UpdatedAt = Moved }, Version = 2, Changed = ["status"], Origin = "client:erp" },
        new OrderDeleted { Version = 3, Origin = "user:1" },
        new TicketCreated
        {
            Record = Ticket, Version = 1, Origin = "user:1",
            Changed = ["customerId", "orderId", "subject", "description", "priority", "status", "assignee", "queue", "tags",
                "firstAnswerDueAt", "dueAt"],
        },
        new TicketChanged { Record = Ticket with { Status = "waiting", PausedAt = Moved, Version = 2, UpdatedAt = Moved }, Version = 2,
            Changed = ["status", "pausedAt"], Origin = "user:3" },
        new TicketCommented
        {
            Record = Ticket with { FirstAnsweredAt = Moved, LastCommentAt = Moved, Version = 2, UpdatedAt = Moved }, Version = 2,
            Changed = ["comments", "firstAnsweredAt", "lastCommentAt"], Origin = "user:3",
        },
        new TicketEscalated { Record = Ticket with { EscalatedAt = Moved, Version = 2, UpdatedAt = Moved }, Version = 2,
            Changed = ["escalatedAt"], Origin = "system:escalation" },
        new TicketDeleted { Version = 3, Origin = "user:1" },
        new UserCreated { Record = User, Version = 1, Changed = ["name", "email", "roles"], Origin = "user:1" },
        new UserChanged { Record = User with { Disabled = true, TokenVersion = 2, Version = 2, UpdatedAt = Moved }, Version = 2, Changed = ["disabled", "tokenVersion"], Origin = "user:1" },
        new UserDeleted { Version = 3, Origin = "user:1" },
        new WebhookCreated
        {
            Record = Webhook, Version = 1, Changed = ["url", "events", "kinds", "filter", "description", "enabled"], Origin = "user:1",
        },
        new WebhookChanged
        {
            Record = Webhook with { Filter = null, Version = 2, UpdatedAt = Moved }, Version = 2, Changed = ["filter"], Origin = "user:1",
        },
        new WebhookDisabled { Record = Off, Version = 3, Changed = ["enabled", "disabledReason"], Origin = "system:webhooks" },
        new WebhookDeleted { Version = 4, Origin = "user:1" },
    ];
}
