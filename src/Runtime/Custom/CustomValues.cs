using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Values;

namespace Lockstep.Runtime.Custom;

/// <summary>
/// The values of custom fields as lists find them: beside the record, which has them as JSON, one row for each value, kept by the commit
/// that writes the record.
/// </summary>
public static class CustomValues
{
    /// <summary>The text in which a record has its values; null for none.</summary>
    public static string? TextOf(JsonObject? values) => values is null or { Count: 0 } ? null : values.ToJsonString(Readable);

    /// <summary>The values of a text.</summary>
    public static JsonObject? Of(string? text) => text is null ? null : JsonNode.Parse(text) as JsonObject;

    /// <summary>Under what a value is found: folded, and of one length however long it is.</summary>
    public static byte[] KeyOf(JsonNode value) => SHA256.HashData(Encoding.UTF8.GetBytes(
        value.GetValueKind() is JsonValueKind.String ? TextRules.Fold(value.GetValue<string>())! : value.ToJsonString()));

    /// <summary>Brings the rows of a record in line with its values.</summary>
    public static ValueTask WriteAsync(ITransaction transaction, string kind, long id, string? before, string? after) =>
        string.Equals(before, after, StringComparison.Ordinal) ? ValueTask.CompletedTask : RenewAsync(
            transaction, kind, id, before is not null, after);

    /// <summary>Makes the rows of a record anew.</summary>
    /// <param name="transaction">The write.</param>
    /// <param name="kind">The kind of record.</param>
    /// <param name="id">The record.</param>
    /// <param name="hasRows">Whether there are rows by now.</param>
    /// <param name="values">Its values.</param>
    public static async ValueTask RenewAsync(ITransaction transaction, string kind, long id, bool hasRows, string? values)
    {
        if (hasRows)
        {
            await transaction.SendAsync("delete from custom_values where kind = $1 and record_id = $2", kind, id);
        }

        foreach (var (name, value) in Of(values) ?? [])
        {
            await transaction.SendAsync(
                "insert into custom_values (kind, field, key, place, record_id) values ($1, $2, $3, $4, $5)",
                kind, name, KeyOf(value!), CustomOrder.KeyOf(value!), id);
        }
    }

    /// <summary>Whether a record has a value under a name.</summary>
    public static async ValueTask<bool> AnyAsync(IReader reader, string kind, string field) => await reader.FirstAsync(
        "select 1 from custom_values where kind = $1 and field = $2 limit 1", static row => row.Int64(0), kind, field) == 1;

    /// <summary>The next records behind an id with a value that has no place yet, as the version before wrote it.</summary>
    public static ValueTask<IReadOnlyList<long>> UnplacedAsync(IReader reader, string kind, long after, int limit) => reader.QueryAsync(
        "select distinct record_id from custom_values where kind = $1 and place is null and record_id > $2 order by record_id limit $3",
        static row => row.Int64(0), kind, after, limit);

    private static readonly JsonSerializerOptions Readable = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
