using Lockstep.Runtime.Storage;

namespace Lockstep.Identity.Users;

/// <summary>When somebody's tokens of the provider were ended.</summary>
/// <param name="At">Those issued up to then do not count.</param>
/// <param name="IsBarred">Whether none counts, and no sign-in either, until an admin makes the link again.</param>
internal sealed record EndedLink(DateTimeOffset At, bool IsBarred);

/// <summary>
/// Ends the provider's tokens together with ours, in the same commit: it alone could revoke them, and the link that would refuse them may
/// be gone. Taking the link away from a disabled user does not let them in as somebody new.
/// </summary>
internal static class EndedLinks
{
    public static ValueTask<EndedLink?> FindAsync(IReader reader, string link) => reader.FirstAsync(
        "select ended_at, barred from ended_links where link = $1", static row => new EndedLink(row.Instant(0), row.Int64(1) == 1), link);

    /// <summary>Ends what was issued to a user so far, if it is linked, and lets a new link begin.</summary>
    /// <param name="transaction">The commit.</param>
    /// <param name="before">The user as it was.</param>
    /// <param name="link">Its link from now on; null for none, also when the user is deleted.</param>
    /// <param name="now">The time of the commit.</param>
    public static async ValueTask EndAsync(ITransaction transaction, UserAccount before, string? link, DateTimeOffset now)
    {
        var isSame = string.Equals(before.SsoSubject, link, StringComparison.Ordinal);
        if (before.SsoSubject is { } old)
        {
            await transaction.ExecuteAsync(
                """
                insert into ended_links (link, ended_at, barred) values ($1, $2, $3)
                on conflict (link) do update set ended_at = excluded.ended_at, barred = excluded.barred
                """,
                old, now, !isSame && before.Disabled);
        }

        if (link is not null && !isSame)
        {
            await transaction.ExecuteAsync("update ended_links set barred = 0 where link = $1", link);
        }
    }
}
