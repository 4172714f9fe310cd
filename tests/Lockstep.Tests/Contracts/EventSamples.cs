using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Inventory;
using Lockstep.Contracts.Orders;
using Lockstep.Contracts.Tickets;
using Lockstep.Contracts.Users;

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

    public static IReadOnlyList<object> All { get; } =
    [
        new ApiClientCreated { Record = Client, Version = 1, Changed = ["clientId", "name", "roles", "scopes", "dialect", "disabled"], Origin = "user:1" },
        new ApiClientChanged { Record = Client with { Disabled = true, TokenVersion = 2, Version = 2, UpdatedAt = Moved }, Version = 2, Changed = ["disabled"], Origin = "user:1" },
        new ApiClientDeleted { Version = 3, Origin = "user:1" },
        new CustomerCreated { Record = Customer, Version = 1, Changed = ["externalId", "source", "organisation", "name", "email", "phone", "address", "status"], Origin = "user:1" },
        new CustomerChanged { Record = Customer with { Email = null, Version = 2, UpdatedAt = Moved }, Version = 2, Changed = ["email"], Origin = "user:1" },
        new CustomerDeleted { Version = 3, Origin = "user:1" },
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
    ];
}
