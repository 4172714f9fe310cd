using Lockstep.Contracts.Access;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Runtime.Security;

/// <summary>Who sends a request, as the verified token says.</summary>
/// <param name="Subject">Goes into histories and the audit log, for example <c>user:1</c> or <c>client:erp-poller</c>.</param>
/// <param name="Name">For people, for example the e-mail address.</param>
/// <param name="Granted">The permissions of its roles, narrowed by the scopes of its key.</param>
public sealed record Caller(string Subject, string Name, IReadOnlySet<string> Granted)
{
    /// <summary>The customer that the caller is: whose records the <c>-own</c> permissions reach. Null for staff and machines.</summary>
    public long? CustomerId { get; init; }

    /// <summary>The session or key behind the token (claim <c>sid</c>), which can be ended alone; null when there is none.</summary>
    public string? Session { get; init; }

    /// <summary>When the person showed a password or signed in at the provider (claim <c>auth_time</c>); null for machines.</summary>
    public DateTimeOffset? SignedInAt { get; init; }

    /// <summary>Whether a role needs a second factor that the person has not set up yet: until then nothing is granted.</summary>
    public bool LacksSecondFactor { get; init; }

    /// <summary>The dialect that the API client speaks when neither path nor port says so; null for the canonical one.</summary>
    public string? Dialect { get; init; }

    /// <summary>Whether it is an API client, and no person.</summary>
    public bool IsMachine => Subject.StartsWith("client:", StringComparison.Ordinal);

    /// <summary>Whether the caller holds a permission, one of <see cref="Permissions"/>.</summary>
    public bool Can(string permission) => Granted.Contains(permission);

    /// <summary>The caller of a request; null when it is anonymous.</summary>
    public static Caller? Of(HttpContext context) => context.Features.Get<Caller>();

    /// <summary>Notes down who the verified token of a request speaks for.</summary>
    public void SetOn(HttpContext context) => context.Features.Set(this);
}
