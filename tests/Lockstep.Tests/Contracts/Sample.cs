using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Fields;
using Lockstep.Contracts.Inventory;
using Lockstep.Contracts.Orders;
using Lockstep.Contracts.Tickets;
using Lockstep.Contracts.Users;
using Lockstep.Contracts.Webhooks;

namespace Lockstep.Tests.Contracts;

/// <summary>The records that the events are about.</summary>
internal static class Sample
{
    public static readonly DateTimeOffset Made = new(2026, 1, 31, 9, 30, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Moved = new(2026, 2, 1, 16, 5, 7, 250, TimeSpan.Zero);

    public static readonly Customer Customer = new()
    {
        Id = 42,
        ExternalId = "K-1007",
        Source = "old-crm",
        Organisation = "Öl & Söhne",
        Name = "Иван Иванов",
        Email = "ivan@example.com",
        Phone = "+49 30 1234567",
        Address = new Address
        {
            Line = "Hauptstr. 1\n2. Stock", City = "Berlin", Region = "Berlin", PostalCode = "01067", Country = "Germany",
        },
        Status = "active",
        Version = 1,
        CreatedAt = Made,
        UpdatedAt = Made,
    };

    public static readonly CustomerNote Note = new()
    {
        Id = 5,
        CustomerId = 42,
        Text = "Prefers to be called in the morning.",
        Author = "user:1",
        Version = 1,
        CreatedAt = Made,
        UpdatedAt = Made,
    };

    public static readonly CustomerFile File = new()
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

    public static readonly CustomFieldDefinition Field = new()
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

    public static readonly CustomFieldDefinition ChangedField = Field with { Required = false, Version = 2, UpdatedAt = Moved };

    public static readonly string[] DefinedFields = ["name", "type", "required", "choices", "description"];

    public static readonly Product Product = new()
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

    public static readonly Package Package = new()
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

    public static readonly Order Order = new()
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

    public static readonly Ticket Ticket = new()
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

    public static readonly User User = new()
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

    public static readonly ApiClient Client = new()
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

    public static readonly Webhook Webhook = new()
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

    public static readonly Webhook Off = Webhook with
    {
        Enabled = false, Status = "disabled", DisabledReason = "The receiver answered 410: it is gone for good.", Version = 3,
        UpdatedAt = Moved,
    };
}
