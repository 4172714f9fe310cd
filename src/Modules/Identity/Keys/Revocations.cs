using Lockstep.Identity.Schema;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;

namespace Lockstep.Identity.Keys;

/// <summary>
/// Ends tokens before their time: in the commit that takes the rights away it notes down which ones, after it this process refuses them at
/// once. A restart reads the notes again.
/// </summary>
internal sealed class Revocations(IdentityDatabase database, TokenVerifier tokens)
{
    /// <summary>Rings in every process on the database when something was revoked.</summary>
    public const string Topic = "revocations";

    /// <summary>A commit may take as long, and the clocks of two machines differ so much, before anybody would notice.</summary>
    private static readonly TimeSpan Lately = TimeSpan.FromMinutes(5);

    /// <summary>Longer than any access token may live.</summary>
    private static readonly TimeSpan Keep = TimeSpan.FromHours(2);

    /// <summary>Sessions and keys go once their last token has expired; subjects stay, for whoever takes the name again.</summary>
    public static readonly RetentionRule Retention = new(IdentityDatabase.Name, _ => Keep, """
        delete from revocations where subject in (
          select subject from revocations where revoked_at < $1 and (subject like 'session:%' or subject like 'key:%')
            order by revoked_at limit $2)
        """);

    /// <summary>Ends the tokens of a user or client that were issued below a token version.</summary>
    public async ValueTask EndSubjectAsync(ITransaction transaction, string subject, long tokenVersion)
    {
        await NoteAsync(transaction, subject, tokenVersion);
        transaction.OnCommitted(() => Refuse(subject, tokenVersion));
    }

    /// <summary>Ends the tokens of one session or key.</summary>
    /// <param name="transaction">The commit that ends it.</param>
    /// <param name="session">The claim <c>sid</c>.</param>
    public async ValueTask EndSessionAsync(ITransaction transaction, string session)
    {
        await NoteAsync(transaction, session, long.MaxValue);
        transaction.OnCommitted(() => Refuse(session, long.MaxValue));
    }

    /// <summary>Refuses again what was revoked before the process started.</summary>
    public Task LoadAsync(CancellationToken ct) => LoadAsync(Keep, ct);

    /// <summary>Refuses what was revoked lately, by whichever process.</summary>
    public Task LoadLatelyAsync(CancellationToken ct) => LoadAsync(Lately, ct);

    private async Task LoadAsync(TimeSpan lately, CancellationToken ct)
    {
        // By the time and with room to spare, for a commit may come late. What is read again is refused again, which does no harm.
        var since = database.Clock.GetUtcNow() - lately;
        var revoked = await database.Store.ReadAsync(
            reader =>
                reader.QueryAsync(
                    "select subject, below from revocations where revoked_at >= $1",
                    static row => (Subject: row.Text(0), Below: row.Int64(1)), since),
            ct);
        foreach (var (subject, below) in revoked)
        {
            Evict(subject, below);
        }
    }

    private void Evict(string subject, long below)
    {
        tokens.Evict(subject, below);
        if (below == long.MaxValue)
        {
            // A session or key; or a user who is gone, and then this finds nothing.
            tokens.EvictSession(subject);
        }
    }

    private void Refuse(string subject, long below)
    {
        Evict(subject, below);
        database.Store.Signals.Ring(Topic);
    }

    private async ValueTask NoteAsync(ITransaction transaction, string subject, long below) => await transaction.ExecuteAsync(
        """
        insert into revocations (subject, below, revoked_at) values ($1, $2, $3)
        on conflict (subject) do update set below = excluded.below, revoked_at = excluded.revoked_at
        """,
        subject, below, database.Clock.GetUtcNow());
}
