namespace Lockstep.Identity.Clients;

/// <summary>What may be said about an API client.</summary>
internal sealed record ClientInput
{
    /// <summary>2 to 60 small letters, digits, dots and dashes; made from the name when absent. Never changes.</summary>
    public string? ClientId { get; init; }

    /// <summary>Required.</summary>
    public string? Name { get; init; }

    /// <summary>Roles; none means no permissions.</summary>
    public IReadOnlyList<string>? Roles { get; init; }

    /// <summary>Permissions that narrow the roles; absent narrows nothing.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary><c>erp</c>, <c>shop</c>, <c>mini</c>, <c>portal</c> or <c>sales</c>; absent for the canonical API.</summary>
    public string? Dialect { get; init; }

    /// <summary>Shuts the client out.</summary>
    public bool? Disabled { get; init; }
}
