using System.Security.Cryptography;
using System.Text;
using Lockstep.Backup;
using Lockstep.Contracts.Access;
using Lockstep.Identity.Schema;
using Lockstep.Runtime.Storage;

namespace Lockstep.Identity.Audit;

/// <summary>Goes through the entries one by one: computes the chain, and compares each entry with what it points to.</summary>
internal sealed class AuditWalk(StoredModules stores, AuditAnchor? anchor)
{
    private const int PageRows = 500;
    private readonly AuditErasures _erasures = new(stores);
    private readonly RecordProof _records = new(stores, new AuditErasures(stores));

    /// <summary>The chain so far.</summary>
    public AuditChain Chain { get; } = AuditChain.Begin();

    /// <summary>Modules whose histories are not there to be compared with.</summary>
    public IReadOnlyCollection<string> Unknown => _records.Unknown;

    /// <summary>Modules whose histories are there.</summary>
    public IReadOnlyCollection<string> Known => _records.Known;

    /// <summary>Goes on up to an entry.</summary>
    /// <returns>The first thing that is wrong; null when nothing is.</returns>
    public async Task<string?> GoAsync(long to, CancellationToken ct)
    {
        string? fault = null;
        while (Chain.Number < to)
        {
            ct.ThrowIfCancellationRequested();
            foreach (var (row, personal) in await ReadAsync(Chain.Number, to))
            {
                if (row.Number != Chain.Number + 1)
                {
                    return fault ?? $"entry {Chain.Number + 1} is gone";
                }

                Chain.Add(row);

                // The chain goes on behind a fault: a seal that does not fit tells of all the entries under it, and is told instead.
                fault ??= Anchored() ?? await PersonalAsync(row, personal) ?? await _records.FaultAsync(row);
            }
        }

        return fault;
    }

    /// <summary>A last row that is not there shows as a gap before the next.</summary>
    private async Task<IReadOnlyList<(AuditRow Row, byte[]? Personal)>> ReadAsync(long after, long to)
    {
        var rows = await stores.ReadAsync(
            IdentityDatabase.Name,
            reader => reader.QueryAsync(
                $"""
                select {AuditRow.Columns}, p.salt, p.data from audit a left join audit_personal p on p.number = a.number
                where a.number > $1 and a.number <= $2 order by a.number limit $3
                """,
                static row => (AuditRow.Read(row), row.IsNull(11) ? null : SHA256.HashData([.. row.Bytes(11), .. row.Bytes(12)])),
                after, to, PageRows));
        return rows.Count > 0 ? rows : [(Gone, null)];
    }

    private static AuditRow Gone { get; } =
        new() { Number = -1, At = 0, Actor = [], Action = [], Target = [], Refused = 0, Times = 0, Digest = [] };

    private string? Anchored() => anchor?.Number == Chain.Number && !anchor.Hash.AsSpan().SequenceEqual(Chain.Hash)
        ? $"the entries up to {anchor.Number} are not the ones of the anchor"
        : null;

    /// <summary>It may be gone when the log says so, for a person can be erased; it can't be another one.</summary>
    private async ValueTask<string?> PersonalAsync(AuditRow row, byte[]? digest)
    {
        if (digest is not null && (row.Source is not null || !digest.AsSpan().SequenceEqual(row.Digest)))
        {
            return $"what stands beside entry {row.Number} is not what was written there";
        }

        return digest is null && row.Source is null && row.Digest.Length > 0
            && !await _erasures.CoverAsync(row, Encoding.UTF8.GetString(row.Actor), Encoding.UTF8.GetString(row.Target))
            ? $"what stood beside entry {row.Number} is gone, and no entry says that it was erased"
            : null;
    }
}
