using System.Security.Cryptography;
using Lockstep.Backup;
using Lockstep.Contracts.Access;
using Lockstep.Identity.Schema;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Security;

namespace Lockstep.Identity.Audit;

/// <summary>
/// Checks the whole log: every entry, in constant memory. How far it goes is read once at the beginning, so that what a running process
/// adds meanwhile is left for the next time.
/// </summary>
internal sealed class AuditCheck(StoredModules stores, MasterKey master, AuditAnchor? anchor, IReadOnlyList<ModuleManifest> modules)
{
    private const int SealsPage = 500;
    private readonly AuditWalk _walk = new(stores, anchor);
    private AuditKey? _key;
    private long _seals;

    public async Task<AuditVerdict> RunAsync(CancellationToken ct)
    {
        var ends = await stores.ReadAsync(IdentityDatabase.Name, AuditEnds.ReadAsync);

        // Each rests on the one before: the seals prove the entries, the entries the histories, and these the records.
        var fault = ends.Fault() ?? await CheckSealsAsync(ends, ct) ?? await _walk.GoAsync(ends.Newest, ct) ?? MissingAnchor()
            ?? await new HistoryWalk(stores).FaultAsync(_walk.Known, ct)
            ?? await new LiveWalk(stores, master, _key).FaultAsync(modules, ct);
        return fault is null ? new AuditVerdict(true, Summary(ends)) : new AuditVerdict(false, $"audit: {fault}");
    }

    private async Task<string?> CheckSealsAsync(AuditEnds ends, CancellationToken ct)
    {
        if (ends.SealedKey is null)
        {
            return null;
        }

        var vault = new StoredVault(stores, IdentityDatabase.Name, master);
        var key = _key = AuditKey.Of(await vault.OpenAsync(AuditKey.Purpose, ends.SealedKey));
        if (ends.Sealed == 0)
        {
            return key.MadeEmpty(ends.HeadTag!) ? null : "the seals are gone, or the mark that there are none yet was changed";
        }

        while (_walk.Chain.Number < ends.Sealed)
        {
            var after = _walk.Chain.Number;
            var seals = await stores.ReadAsync(
                IdentityDatabase.Name,
                reader => reader.QueryAsync(
                    $"select {AuditSeal.Columns} from audit_seals s where s.last > $1 and s.last <= $2 order by s.last limit $3",
                    AuditSeal.Read, after, ends.Sealed, SealsPage));
            if (seals.Count == 0)
            {
                return $"the seals after entry {after} went while they were read";
            }

            foreach (var seal in seals)
            {
                if ((await CheckAsync(key, seal, ct) ?? Head(key, seal, ends)) is { } fault)
                {
                    return fault;
                }
            }
        }

        return null;
    }

    private async Task<string?> CheckAsync(AuditKey key, AuditSeal seal, CancellationToken ct)
    {
        var next = _walk.Chain.Number + 1;
        if (seal.First != next)
        {
            return $"the seal of entry {next} is gone or changed; the next one covers {seal.First} to {seal.Last}";
        }

        var fault = await _walk.GoAsync(seal.Last, ct);
        _seals++;
        if (_walk.Chain.Number == seal.Last && !_walk.Chain.Hash.AsSpan().SequenceEqual(seal.Hash))
        {
            return $"the entries {seal.First} to {seal.Last} are not the ones that were sealed";
        }

        return fault
            ?? (key.Made(seal) ? null : $"the seal of the entries {seal.First} to {seal.Last} was changed or not made by Lockstep");
    }

    private static string? Head(AuditKey key, AuditSeal seal, AuditEnds ends) =>
        seal.Last < ends.Sealed || key.MadeHead(seal, ends.HeadTag!)
            ? null
            : $"the seals after entry {seal.Last} are gone, or the mark of the newest one was changed";

    private string? MissingAnchor() =>
        anchor is null || anchor.Number <= _walk.Chain.Number
            ? null
            : $"the log ends with entry {_walk.Chain.Number}, before entry {anchor.Number} of the anchor";

    private string Summary(AuditEnds ends)
    {
        var open = ends.Newest - ends.Sealed;
        return $"audit: {ends.Newest} entries, {_seals} seals, newest {new AuditAnchor(_walk.Chain.Number, _walk.Chain.Hash)}, all in order"
            + (open > 0 ? $"; the last {open} not sealed yet" : "")
            + string.Concat(_walk.Unknown.Select(module => $"; changes of {module} not compared, there is no {stores.NameOf(module)}"));
    }
}
