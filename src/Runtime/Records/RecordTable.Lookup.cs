using System.Globalization;
using Lockstep.Contracts.Systems;
using Lockstep.Runtime.Storage;

namespace Lockstep.Runtime.Records;

/// <summary>Finding records by one field exactly, and what is left of deleted ones.</summary>
public sealed partial class RecordTable<T, TInput>
{
    private const string DeletedSince = """
        select record_id, version, deleted_at from tombstones
        where kind = $1 and (deleted_at, record_id) > ($2, $3) and (deleted_at <= $5 or deleted_at > $6)
        order by deleted_at, record_id limit $4
        """;

    /// <summary>The records whose field has a value, as the filter of lists by that field compares; the lowest ids first.</summary>
    /// <param name="store">The module's database.</param>
    /// <param name="field">JSON name of a field with a filter that stands on an index.</param>
    /// <param name="value">The value; none has one that can't be such a value.</param>
    /// <param name="limit">The most records.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<IReadOnlyList<ChangedRecord>> FindByAsync(IStore store, string field, string value, int limit, CancellationToken ct)
    {
        var filter = Fields.First(one => string.Equals(one.Name, field, StringComparison.Ordinal)).Filter!;
        if (filter.Parse(value) is not { } wanted)
        {
            return [];
        }

        var and = Only is null ? "" : $" and {Only}";
        var condition = string.Format(CultureInfo.InvariantCulture, filter.Condition, "$1");
        return await store.ReadAsync(
            async reader =>
            {
                var rows = await reader.QueryAsync(
                    $"select {Columns} from {Name} where {condition}{and} order by id limit $2", Read, wanted, limit);
                return (IReadOnlyList<ChangedRecord>)[
                    .. (Complete is null || rows.Count == 0 ? rows : await Complete(reader, rows)).Select(Changed)];
            },
            ct);
    }

    /// <summary>Two lists in the order of their instants and ids become one, of which the first ones are taken.</summary>
    private static IEnumerable<ChangedRecord> Earliest(
        IEnumerable<ChangedRecord> changed, IReadOnlyList<ChangedRecord> deleted, int limit) =>
        deleted.Count == 0 ? changed
        : changed.Concat(deleted).OrderBy(static one => one.ChangedAt).ThenBy(static one => one.Id).Take(limit);
}
