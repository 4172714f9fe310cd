using System.Globalization;
using System.Text.Json;
using Lockstep.Contracts.Customers;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;

namespace Lockstep.Runtime.Records;

/// <summary>
/// The histories of a customer's records, for its export: all versions in the order of the records, but for those in which a record was
/// somebody else's, or of which nobody knows any more whose it was.
/// </summary>
/// <param name="kind">The kind of record.</param>
/// <param name="ids">
/// SQL for the ids of a customer's records: <c>$1</c> is the customer, <c>$2</c> the id to begin at, <c>$3</c> the most ids; in their
/// order.
/// </param>
/// <param name="owner">Whose a version was; null where a record is the same customer's for ever.</param>
public sealed class HistoryExport(string kind, string ids, Func<byte[], long?>? owner)
{
    private const int RowsMax = 50;

    /// <summary>A page.</summary>
    public async ValueTask<ExportPage> ReadAsync(IReader reader, ExportQuestion question)
    {
        var (id, version) = Place(question.After);
        var records = await reader.QueryAsync(ids, static row => row.Int64(0), question.CustomerId, id, RowsMax);
        if (records.Count == 0)
        {
            return new ExportPage([], null);
        }

        var rows = await reader.QueryAsync(
            $"""
            select h.record_id, h.version, h.change, h.at, h.actor, h.fields, d.data from history h
            left join history_data d on d.kind = h.kind and d.record_id = h.record_id and d.version = h.version
            where h.kind = $1 and {reader.Dialect.InIntegers("h.record_id", "$2")} and (h.record_id > $3 or h.version > $4)
            order by h.record_id, h.version limit $5
            """,
            Version.Read, kind, SqlValue.List(records), id, version, RowsMax);
        return new ExportPage(
            [.. rows.Where(row => IsOf(row.Data, question)).Select(Write)],
            rows.Count == RowsMax ? PlaceOf(rows[^1].Id, rows[^1].Number)
            : records.Count == RowsMax ? PlaceOf(records[^1] + 1, 0)
            : null);
    }

    private static (long Id, long Version) Place(string? after) => after?.Split('.') is [var id, var version]
        ? (long.Parse(id, CultureInfo.InvariantCulture), long.Parse(version, CultureInfo.InvariantCulture))
        : (0, 0);

    private static string PlaceOf(long id, long version) => string.Create(CultureInfo.InvariantCulture, $"{id}.{version}");

    private bool IsOf(byte[]? data, ExportQuestion question) => owner is null || (data is not null && question.IsOf(owner(data)));

    private byte[] Write(Version row) => PageWriter.Item(row, (json, one) =>
    {
        json.WriteString("kind", kind);
        json.WriteNumber("id", one.Id);
        json.WriteNumber("version", one.Number);
        PageWriter.WriteChange(json, one.Change, one.At, one.Actor, one.Fields, one.Data);
    });

    private sealed record Version(long Id, long Number, string Change, DateTimeOffset At, string Actor, string Fields, byte[]? Data)
    {
        public static Version Read(Row row) => new(
            row.Int64(0), row.Int64(1), row.Text(2), row.Instant(3), row.Text(4), row.Text(5), row.IsNull(6) ? null : row.Bytes(6));
    }
}
