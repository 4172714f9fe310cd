namespace Lockstep.Simulator.Worlds;

/// <summary>A field of a kind.</summary>
/// <param name="Name">Its name on the wire.</param>
public sealed record FieldShape(string Name)
{
    /// <summary>Whether a record must have it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>The kind whose id it holds; null for all others.</summary>
    public string? Parent { get; init; }
}

/// <summary>A kind of record.</summary>
/// <param name="Name">Its name in paths, in plural.</param>
/// <param name="Fields">Its fields.</param>
public sealed record KindShape(string Name, IReadOnlyList<FieldShape> Fields);

/// <summary>What is fixed of a system: its kinds, and how it wraps what it says.</summary>
/// <param name="Name">Its name in paths.</param>
/// <param name="Kinds">Its kinds.</param>
public sealed record WorldShape(string Name, IReadOnlyList<KindShape> Kinds)
{
    /// <summary>Whether a record is answered within <c>data</c>, and a list with <c>meta</c> beside it.</summary>
    public bool IsWrapped { get; init; }

    /// <summary>Its own fields of each record: id, version, when it was made, when it changed.</summary>
    public (string Id, string Version, string CreatedAt, string ChangedAt) Own { get; init; } = ("id", "version", "createdAt", "updatedAt");

    /// <summary>The two that there are.</summary>
    public static IReadOnlyList<WorldShape> All { get; } =
    [
        new("crm",
        [
            new("customers", Fields("name*", "email", "phone", "status", "city", "creditLimit", "externalId", "notes")),
            new("products", Fields("sku*", "name*", "price", "stock", "externalId")),
            new("orders", Fields("number", "customerId>customers", "status", "total", "lines", "externalId", "note")),
            new("tickets", Fields("subject*", "customerId>customers", "status", "priority", "externalId")),
        ]),
        new("erp",
        [
            new("parties", Fields("code", "name*", "email", "telephone", "vat_number", "address", "limit", "ref")),
            new("items", Fields("code*", "title*", "list_price", "on_hand", "ref")),
            new("sales", Fields("reference", "party_id>parties", "state", "amount", "lines", "ref")),
            new("issues", Fields("title*", "party_id>parties", "state", "ref")),
        ])
        {
            IsWrapped = true,
            Own = ("id", "rev", "created", "modified"),
        },
    ];

    /// <summary>The kind of a name; null when there is none.</summary>
    public KindShape? Find(string kind) => Kinds.FirstOrDefault(one => string.Equals(one.Name, kind, StringComparison.Ordinal));

    /// <summary>A star marks what is required, an arrow the kind that it leads to.</summary>
    private static FieldShape[] Fields(params string[] fields) =>
    [
        .. fields.Select(static text => text.Split('>') is [var name, var parent]
            ? new FieldShape(name) { Parent = parent }
            : new FieldShape(text.TrimEnd('*')) { IsRequired = text.EndsWith('*') }),
    ];
}
