using System.CommandLine;

namespace Lockstep.Host.Commands;

/// <summary>A resource that <c>lockstep import</c> brings in.</summary>
/// <param name="Name">The name of the command.</param>
/// <param name="Path">Where its imports are.</param>
/// <param name="Options">Parameters of its imports that others do not have, as options.</param>
internal sealed record ImportKind(string Name, string Path, IReadOnlyList<(string Name, string Description)> Options)
{
    private static readonly (string Name, string Description) Currency = ("currency", "Three capital letters, for rows without a currency");
    private static readonly (string Name, string Description) Dates = ("dates", "How times are written when not like 2010-12-01T08:26:00Z, for example M/d/yyyy H:mm");
    private static readonly (string Name, string Description) Zone = ("zone", "The time zone of times that do not say, like Europe/London; UTC by default");

    public static ImportKind Customers { get; } = new("customers", "/api/customers", []);

    public static ImportKind[] All { get; } =
    [
        Customers,
        new("products", "/api/products", [Currency]),
        new("stock", "/api/products/stock", [Dates, Zone]),
        new(
            "orders", "/api/orders",
            [
                ("mode", "history keeps original times, states and prices, and moves no stock; without it orders are placed, and their stock is reserved"),
                Currency, Dates, Zone,
                ("returns", "With what the external ids of returns begin, for example C; their quantities may be below zero"),
                ("products", "create makes products whose sku is unknown"),
            ]),
    ];

    /// <summary>The options of a command, in the order of <see cref="Options"/>.</summary>
    public IReadOnlyList<Option<string>> CreateOptions() => [.. Options.Select(option => new Option<string>($"--{option.Name}") { Description = option.Description })];
}
