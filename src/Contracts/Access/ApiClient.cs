namespace Lockstep.Contracts.Access;

/// <summary>A machine that calls the API, as the API answers it and as events carry it; its secrets are never part of it.</summary>
public sealed record ApiClient
{
    /// <summary>Given by Lockstep; never used again.</summary>
    public required long Id { get; init; }

    /// <summary>The <c>client_id</c> of OAuth and the user name of HTTP Basic; unique, never changes.</summary>
    public required string ClientId { get; init; }

    /// <summary>For people.</summary>
    public required string Name { get; init; }

    /// <summary>What it may do: the permissions of these roles together.</summary>
    public required IReadOnlyList<string> Roles { get; init; }

    /// <summary>Permissions that narrow the roles; null narrows nothing.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>The dialect that it speaks where neither path nor port says so; null for the canonical one.</summary>
    public string? Dialect { get; init; }

    /// <summary>Whether it is shut out.</summary>
    public required bool Disabled { get; init; }

    /// <summary>Grows when tokens issued so far must no longer count.</summary>
    public required long TokenVersion { get; init; }

    /// <summary>1 for a new client, one more with each change; also the ETag.</summary>
    public required long Version { get; init; }

    /// <summary>When it was made, in UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed, in UTC.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
