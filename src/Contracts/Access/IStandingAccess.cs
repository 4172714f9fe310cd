namespace Lockstep.Contracts.Access;

/// <summary>
/// What others may ask about somebody in whose name something goes on while they are not there. Served in the same process or over HTTP:
/// the
/// caller can't tell.
/// </summary>
public interface IStandingAccess
{
    /// <summary>
    /// What a person or an API client may do by now, by the roles and scopes that they have now; nothing when they are disabled, gone,
    /// or lack
    /// a second factor that their role needs.
    /// </summary>
    /// <param name="subject">Who, as histories name them: <c>user:1</c>, <c>client:erp-poller</c>.</param>
    /// <param name="ct">Ends the wait.</param>
    ValueTask<IReadOnlySet<string>> FindAsync(string subject, CancellationToken ct);
}
