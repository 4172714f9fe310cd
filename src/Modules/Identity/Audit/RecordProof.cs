using System.Globalization;
using System.Text;
using Lockstep.Backup;
using Lockstep.Identity.Schema;
using Lockstep.Runtime.Outbox;

namespace Lockstep.Identity.Audit;

/// <summary>Compares entries about records with the histories in the databases of their modules.</summary>
internal sealed class RecordProof(StoredModules stores, AuditErasures erasures)
{
    private readonly HashSet<string> _unknown = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _known = new(StringComparer.Ordinal) { IdentityDatabase.Name };

    /// <summary>Modules whose databases are not there.</summary>
    public IReadOnlyCollection<string> Unknown => _unknown;

    /// <summary>Modules whose databases are there: those that entries name, and our own.</summary>
    public IReadOnlyCollection<string> Known => _known;

    /// <summary>How an entry and the history of its record differ; null when they don't.</summary>
    public async ValueTask<string?> FaultAsync(AuditRow row)
    {
        if (row.Source is null)
        {
            return null;
        }

        var module = Encoding.UTF8.GetString(row.Source);
        if (!await stores.HasAsync(module))
        {
            _unknown.Add(module);
            return null;
        }

        _known.Add(module);
        var subject = Encoding.UTF8.GetString(row.Target).Split('/');
        if (
            subject is not [{ Length: > 1 } kinds, var digits]
            || !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            return $"entry {row.Number} is about no record";
        }

        // Kinds are named in the plural: customers/42 is the customer 42.
        var kind = kinds[..^1];
        var proof = await stores.ReadAsync(module, reader => HistoryProof.FindAsync(reader, kind, id, row.Version ?? 0));
        return Compare(row, kind, proof)
            ?? (proof is { LacksData: true } && !await erasures.CoverAsync(row, $"{kind}s/{id}")
                ? $"the data in the history of version {row.Version} of {kind}s/{id} (entry "
                    + $"{row.Number}) is gone, and no entry says it was erased"
                : null);
    }

    private static string? Compare(AuditRow row, string kind, HistoryProof? proof)
    {
        var what = $"version {row.Version} of {Encoding.UTF8.GetString(row.Target)} (entry {row.Number})";
        return proof switch
        {
            null => $"the history of {what} is gone",
            { FitsData: false } => $"the data in the history of {what} was changed",
            _ when proof.At == row.At && proof.Digest.AsSpan().SequenceEqual(row.Digest)
                && Encoding.UTF8.GetBytes(proof.Actor).AsSpan().SequenceEqual(row.Actor)
                && Encoding.UTF8.GetBytes($"{kind}:{proof.Change}").AsSpan().SequenceEqual(row.Action) => null,
            _ => $"the history of {what} was changed",
        };
    }
}
