namespace Lockstep.Contracts.Access;

/// <summary>
/// Something that somebody did or was refused, for the audit log. Changes of records get there by their events, without this.
/// </summary>
/// <param name="Actor">Who, for example <c>user:1</c>, <c>client:erp-poller</c>; <c>anonymous</c> before sign-in.</param>
/// <param name="Action">What, in the form <c>thing:done</c>, for example <c>session:started</c>; at most 60 characters.</param>
/// <param name="Target">On what, for example <c>users/7</c>; empty when on nothing in particular; at most 200 characters.</param>
/// <param name="Refused">Whether it was refused.</param>
public sealed record AuditEntry(string Actor, string Action, string Target, bool Refused = false)
{
    /// <summary>How many times it happened; more than 1 when repeats are counted in one entry.</summary>
    public long Times { get; init; } = 1;

    /// <summary>
    /// Personal facts, such as the address it came from or the e-mail that was typed. They stand beside the chain, which holds only their
    /// salted hash, so that a person can be erased. Never a secret.
    /// </summary>
    public IReadOnlyDictionary<string, string> Personal { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>The audit log as modules and the gateway write to it.</summary>
public interface IAuditTrail
{
    /// <summary>Commits an entry; when it returns, the entry is durable. Call it before the answer goes out.</summary>
    Task RecordAsync(AuditEntry entry, CancellationToken ct);

    /// <summary>
    /// The same for what somebody may do over and over, so that nobody floods the log: the first one (same actor, action, target) in each
    /// <c>Audit__RepeatWindow</c> is durable when this returns, the others are counted in one entry at the window's end.
    /// </summary>
    Task RecordRepeatedAsync(AuditEntry entry, CancellationToken ct);
}
