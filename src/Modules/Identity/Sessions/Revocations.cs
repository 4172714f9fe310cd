using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Identity.Sessions;

/// <summary>
/// Ends tokens before their time: in the commit that takes the rights away it notes down which ones, after it this process refuses them at
/// once. A restart reads the notes again.
/// </summary>
internal sealed class Revocations([FromKeyedServices(IdentityModule.Key)] ModuleDatabase database, TokenVerifier tokens)
{
    /// <summary>Longer than any access token may live.</summary>
    private static readonly TimeSpan Keep = TimeSpan.FromHours(2);

    /// <summary>Sessions and keys go once their last token has expired; subjects stay, for whoever takes the name again.</summary>
    public static readonly RetentionRule Retention = new(IdentityModule.Key, _ => Keep, """
        delete from revocations where subject in (
          select subject from revocations where revoked_at < $1 and (subject like 'session:%' or subject like 'key:%') order by revoked_at limit $2)
        """);

    /// <summary>Ends the tokens of a user or client that were issued below a token version.</summary>
    public async ValueTask EndSubjectAsync(ITransaction transaction, string subject, long tokenVersion)
    {
        await NoteAsync(transaction, subject, tokenVersion);
        transaction.OnCommitted(() => tokens.Evict(subject, tokenVersion));
    }

    /// <summary>Ends the tokens of one session or key.</summary>
    /// <param name="transaction">The commit that ends it.</param>
    /// <param name="session">The claim <c>sid</c>.</param>
    public async ValueTask EndSessionAsync(ITransaction transaction, string session)
    {
        await NoteAsync(transaction, session, long.MaxValue);
        transaction.OnCommitted(() => tokens.EvictSession(session));
    }

    /// <summary>Refuses again what was revoked before the process started.</summary>
    public async Task LoadAsync(CancellationToken ct)
    {
        var since = database.Clock.GetUtcNow() - Keep;
        var revoked = await database.Store.ReadAsync(
            reader => reader.QueryAsync(
                "select subject, below from revocations where revoked_at >= $1", static row => (Subject: row.Text(0), Below: row.Int64(1)), since),
            ct);
        foreach (var (subject, below) in revoked)
        {
            tokens.Evict(subject, below);
        }
    }

    private async ValueTask NoteAsync(ITransaction transaction, string subject, long below) => await transaction.ExecuteAsync(
        """
        insert into revocations (subject, below, revoked_at) values ($1, $2, $3)
        on conflict (subject) do update set below = excluded.below, revoked_at = excluded.revoked_at
        """,
        subject, below, database.Clock.GetUtcNow());
}
