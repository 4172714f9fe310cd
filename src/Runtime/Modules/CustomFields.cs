using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Lockstep.Runtime.Storage;

namespace Lockstep.Runtime.Modules;

/// <summary>
/// The fields that people gave to the records of a module, remembered: whoever writes, lists or exports a record asks here. What another
/// process defines is known a moment later; what was written by the rules of before stays.
/// </summary>
public sealed class CustomFields
{
    /// <summary>Rung behind each commit of a definition.</summary>
    public const string Topic = "custom-fields";

    /// <summary>What values can be.</summary>
    public static readonly string[] Types = ["text", "number", "money", "date", "instant", "boolean", "choice"];

    private const string Columns =
        "kind, name, type, is_required, choices, min, max, description, version, created_at, updated_at, id, removed_at";

    private ImmutableDictionary<string, ImmutableList<CustomField>> _known =
        ImmutableDictionary<string, ImmutableList<CustomField>>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>The fields of a kind of record, by name.</summary>
    public IReadOnlyList<CustomField> Of(string kind) => Volatile.Read(ref _known).GetValueOrDefault(kind) ?? [];

    /// <summary>Reads all definitions.</summary>
    public async Task LoadAsync(IStore store, CancellationToken ct)
    {
        var all = await store.AskAsync(
            static reader => reader.QueryAsync(
                $"select {Columns} from custom_fields where removed_at is null order by kind, name", Read),
            ct);
        Volatile.Write(ref _known, all.GroupBy(static field => field.Kind, StringComparer.Ordinal)
            .ToImmutableDictionary(static kind => kind.Key, static kind => kind.ToImmutableList(), StringComparer.Ordinal));
    }

    /// <summary>Takes over what a commit made of the fields of a kind.</summary>
    public void Take(string kind, IEnumerable<CustomField> fields) =>
        ImmutableInterlocked.Update(ref _known, (known, now) => known.SetItem(now.Kind, now.Fields), (Kind: kind,
            Fields: fields.ToImmutableList()));

    /// <summary>
    /// The fields of a kind as the database has them, those too that were taken away; nobody else defines one until the write has ended.
    /// </summary>
    public static async ValueTask<IReadOnlyList<CustomField>> ListForUpdateAsync(ITransaction transaction, string kind)
    {
        await transaction.LockAsync($"custom fields {kind}");
        return await transaction.QueryAsync($"select {Columns} from custom_fields where kind = $1 order by name", Read, kind);
    }

    /// <summary>The field of a name, also one that was taken away; null when there was none.</summary>
    public static ValueTask<CustomField?> FindAsync(IReader reader, string kind, string name) =>
        reader.FirstAsync($"select {Columns} from custom_fields where kind = $1 and name = $2", Read, kind, name);

    /// <summary>Those of a kind behind an id that are there, by their ids.</summary>
    public static ValueTask<IReadOnlyList<CustomField>> PageAsync(IReader reader, string kind, long after, int limit) => reader.QueryAsync(
        $"select {Columns} from custom_fields where kind = $1 and id > $2 and removed_at is null order by id limit $3", Read, kind, after,
        limit);

    /// <summary>
    /// Writes a definition: a new one, also under a name that an earlier one had, a changed one, or one that is taken away.
    /// </summary>
    public static ValueTask WriteAsync(ITransaction transaction, CustomField field) => transaction.SendAsync(
        """
        insert into custom_fields
          (kind, name, type, is_required, choices, min, max, description, version, created_at, updated_at, id, removed_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        on conflict (kind, name) do update set type = excluded.type, is_required = excluded.is_required, choices = excluded.choices,
          min = excluded.min, max = excluded.max, description = excluded.description, version = excluded.version,
          created_at = excluded.created_at, updated_at = excluded.updated_at, id = excluded.id, removed_at = excluded.removed_at
        """,
        field.Kind, field.Name, field.Type, field.IsRequired, SqlValue.List(field.Choices), Text(field.Min), Text(field.Max),
        field.Description, field.Version, field.CreatedAt, field.UpdatedAt, field.Id, field.RemovedAt);

    private static CustomField Read(Row row) => new(
        row.Text(0), row.Text(1), row.Text(2), row.Int64(3) == 1,
        [.. JsonDocument.Parse(row.Text(4)).RootElement.EnumerateArray().Select(static choice => choice.GetString()!)],
        Number(row.TextOrNull(5)), Number(row.TextOrNull(6)), row.TextOrNull(7), row.Int64(8), row.Instant(9), row.Instant(10))
    {
        Id = row.Int64(11),
        RemovedAt = row.IsNull(12) ? null : row.Instant(12),
    };

    private static string? Text(decimal? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static decimal? Number(string? text) => text is null ? null : decimal.Parse(text, NumberStyles.Float,
        CultureInfo.InvariantCulture);
}
