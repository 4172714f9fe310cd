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
        "kind, name, type, is_required, choices, min, max, description, version, created_at, updated_at";

    private ImmutableDictionary<string, ImmutableList<CustomField>> _known =
        ImmutableDictionary<string, ImmutableList<CustomField>>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>The fields of a kind of record, by name.</summary>
    public IReadOnlyList<CustomField> Of(string kind) => Volatile.Read(ref _known).GetValueOrDefault(kind) ?? [];

    /// <summary>Reads all definitions.</summary>
    public async Task LoadAsync(IStore store, CancellationToken ct)
    {
        var all = await store.AskAsync(
            static reader => reader.QueryAsync($"select {Columns} from custom_fields order by kind, name", Read), ct);
        Volatile.Write(ref _known, all.GroupBy(static field => field.Kind, StringComparer.Ordinal)
            .ToImmutableDictionary(static kind => kind.Key, static kind => kind.ToImmutableList(), StringComparer.Ordinal));
    }

    /// <summary>Takes over what a commit made of the fields of a kind.</summary>
    public void Take(string kind, IEnumerable<CustomField> fields) =>
        ImmutableInterlocked.Update(ref _known, (known, now) => known.SetItem(now.Kind, now.Fields), (Kind: kind,
            Fields: fields.ToImmutableList()));

    /// <summary>The fields of a kind as the database has them; nobody else defines one until the write has ended.</summary>
    public static async ValueTask<IReadOnlyList<CustomField>> ListForUpdateAsync(ITransaction transaction, string kind)
    {
        await transaction.LockAsync($"custom fields {kind}");
        return await transaction.QueryAsync($"select {Columns} from custom_fields where kind = $1 order by name", Read, kind);
    }

    /// <summary>Writes a definition, a new one or a changed one.</summary>
    public static ValueTask WriteAsync(ITransaction transaction, CustomField field) => transaction.SendAsync(
        """
        insert into custom_fields (kind, name, type, is_required, choices, min, max, description, version, created_at, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        on conflict (kind, name) do update set is_required = excluded.is_required, choices = excluded.choices, min = excluded.min,
          max = excluded.max, description = excluded.description, version = excluded.version, updated_at = excluded.updated_at
        """,
        field.Kind, field.Name, field.Type, field.IsRequired, SqlValue.List(field.Choices), Text(field.Min), Text(field.Max),
            field.Description,
        field.Version, field.CreatedAt, field.UpdatedAt);

    /// <summary>Takes a definition away; the values stay where they are.</summary>
    public static ValueTask DeleteAsync(ITransaction transaction, CustomField field) => transaction.SendAsync(
        "delete from custom_fields where kind = $1 and name = $2", field.Kind, field.Name);

    private static CustomField Read(Row row) => new(
        row.Text(0), row.Text(1), row.Text(2), row.Int64(3) == 1,
        [.. JsonDocument.Parse(row.Text(4)).RootElement.EnumerateArray().Select(static choice => choice.GetString()!)],
        Number(row.TextOrNull(5)), Number(row.TextOrNull(6)), row.TextOrNull(7), row.Int64(8), row.Instant(9), row.Instant(10));

    private static string? Text(decimal? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static decimal? Number(string? text) => text is null ? null : decimal.Parse(text, NumberStyles.Float,
        CultureInfo.InvariantCulture);
}
