using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;

namespace Lockstep.Sync.Deliveries;

/// <summary>
/// Tells the processes that deliver to one target of each other, by rows in the table of leases: each renews one of its own, which nobody
/// else wants. Its expiry says that the process is gone.
/// </summary>
internal sealed class Membership(IStore store, string target, string owner, LeaseOptions options, TimeProvider clock)
{
    // The character behind the colon: all names that begin with a prefix lie between the two.
    private readonly string _members = $"dispatcher:{target}:";
    private readonly string _membersEnd = $"dispatcher:{target};";
    private readonly string _parts = $"deliveries:{target}:";
    private readonly string _partsEnd = $"deliveries:{target};";
    private long? _announcedAt;

    public string LeaseOf(int part) => PartTopics.LeaseOf(target, part);

    /// <summary>How many processes are there, this one included, and which leases of parts are taken by any of them.</summary>
    public async Task<(int Processes, HashSet<string> Taken)> LookAsync(CancellationToken ct)
    {
        await AnnounceAsync(ct);
        var names = await store.ReadAsync(
            reader => reader.QueryAsync(
                "select name from leases where (name >= $1 and name < $2 or name >= $3 and name < $4) and expires_at > $5",
                static row => row.Text(0), _members, _membersEnd, _parts, _partsEnd, clock.GetUtcNow()),
            ct);
        var taken = names.Where(name => name.StartsWith(_parts, StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);

        // At least this one: behind a long pause its own row may have run out.
        return (Math.Max(1, names.Count - taken.Count), taken);
    }

    /// <summary>Takes this process out, and frees whatever it holds: in one commit, so that a rolling restart waits for nothing.</summary>
    public Task LeaveAsync() => store.WriteAsync(async transaction =>
    {
        await transaction.SendAsync("delete from leases where name = $1", Name);
        return await transaction.ExecuteAsync(
            "update leases set expires_at = 0 where name >= $1 and name < $2 and owner = $3", _parts, _partsEnd, owner);
    });

    private string Name => $"{_members}{owner}";

    /// <summary>Renews this process's row and removes those of processes that are gone.</summary>
    private async Task AnnounceAsync(CancellationToken ct)
    {
        if (_announcedAt is { } announcedAt && clock.GetElapsedTime(announcedAt) < options.Renewal)
        {
            return;
        }

        var isNew = _announcedAt is null;

        // Before the commit: we may take our row for older than it is, never for younger.
        var startedAt = clock.GetTimestamp();
        await store.WriteAsync(
            async transaction =>
            {
                var now = clock.GetUtcNow();
                await transaction.SendAsync(
                    """
                    insert into leases (name, owner, token, expires_at) values ($1, $2, 1, $3)
                      on conflict (name) do update set expires_at = excluded.expires_at
                    """,
                    Name, owner, now + options.Duration);
                return await transaction.ExecuteAsync(
                    "delete from leases where name >= $1 and name < $2 and expires_at <= $3", _members, _membersEnd, now);
            },
            ct);
        _announcedAt = startedAt;
        if (isNew)
        {
            // Behind the commit: told earlier, the others would count without us, and let go of nothing.
            store.Signals.Ring(PartTopics.OfShares(target));
        }
    }
}
