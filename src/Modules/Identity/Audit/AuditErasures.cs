using Lockstep.Backup;
using Lockstep.Identity.Schema;

namespace Lockstep.Identity.Audit;

/// <summary>
/// What the log says was erased. Personal data may be gone only when an entry behind it says so, of its actor or its target; else somebody
/// took it away.
/// </summary>
internal sealed class AuditErasures(StoredModules stores)
{
    /// <summary>The action of an entry about what stood beside entries.</summary>
    public const string OfEntries = "audit:erased";

    /// <summary>The action of an entry about the history of a record; its target is the record.</summary>
    public const string OfRecord = "record:erased";

    private Dictionary<string, (long Number, long At)>? _last;

    /// <summary>
    /// Whether an entry says that what belongs to a subject was erased later than an entry of it was made, or than the change that it
    /// tells of.
    /// </summary>
    /// <param name="row">The entry.</param>
    /// <param name="subjects">Its actor, its target: of either.</param>
    public async ValueTask<bool> CoverAsync(AuditRow row, params IReadOnlyList<string> subjects)
    {
        if (IsCovered(row, subjects))
        {
            return true;
        }

        // A running process may have erased it since they were read; the entry was there before that.
        _last = await ReadAsync();
        return IsCovered(row, subjects);
    }

    /// <summary>By the time too, for the entry of a change comes a moment behind the change.</summary>
    private bool IsCovered(AuditRow row, IReadOnlyList<string> subjects) => _last is not null && subjects.Any(subject =>
        _last.TryGetValue(subject, out var erased) && (erased.Number > row.Number || (row.Source is not null && erased.At >= row.At)));

    private async ValueTask<Dictionary<string, (long Number, long At)>> ReadAsync() => (await stores.ReadAsync(
        IdentityDatabase.Name,
        reader => reader.QueryAsync(
            "select a.target, max(a.number), max(a.at) from audit a where a.action = $1 or a.action = $2 group by a.target",
            static row => (Target: row.Text(0), Number: row.Int64(1), At: row.Int64(2)), OfEntries, OfRecord)))
        .ToDictionary(static row => row.Target, static row => (row.Number, row.At), StringComparer.Ordinal);
}
