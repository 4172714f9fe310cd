using System.Globalization;
using System.Text.Json;
using Lockstep.Contracts;
using Lockstep.Contracts.Customers;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;

namespace Lockstep.Runtime.Records;

/// <summary>
/// What the export of a customer has of the records that belong to it: they themselves, what they are called elsewhere, their histories.
/// </summary>
/// <typeparam name="T">The record.</typeparam>
/// <typeparam name="TInput">What a client may say of it.</typeparam>
public sealed class RecordExport<T, TInput>
    where T : class, IRecord
    where TInput : class, new()
{
    private const int RowsMax = 50;

    /// <summary>A page ends behind the record that passes it.</summary>
    private const int BytesMax = 1_048_576;

    private readonly RecordTable<T, TInput> _table;
    private readonly string _page;
    private readonly HistoryExport _history;

    /// <summary>Puts the statements together.</summary>
    /// <param name="table">The record.</param>
    /// <param name="owner">Whose it is; what the table says by default.</param>
    /// <param name="told">SQL for which rows have histories that are the customer's, <c>$1</c>; its own rows by default.</param>
    public RecordExport(RecordTable<T, TInput> table, RecordOwner<T>? owner = null, string? told = null)
    {
        owner ??= table.Owner ?? throw new ArgumentException($"A {table.Kind} belongs to nobody.", nameof(table));
        var only = table.Only is null ? "" : $"{table.Only} and ";
        _table = table;
        _page = $"select {table.Columns} from {table.Name} where {only}{owner.Column} = $1 and id > $2 order by id limit $3";
        _history = new HistoryExport(
            table.Kind, $"select id from {table.Name} where {told ?? $"{only}{owner.Column} = $1"} and id >= $2 order by id limit $3",
            owner.Column is "id" ? null : data => JsonSerializer.Deserialize(data, table.Json) is { } version ? owner.Of(version) : null);
    }

    /// <summary>What a record is called elsewhere; nothing by default.</summary>
    public Func<T, IEnumerable<OverviewLink>> LinksOf { get; init; } = static _ => [];

    /// <summary>
    /// Writes a record with what belongs to it, for the customer itself or for the staff, in pages of its own: the last argument is where
    /// the next one begins, and null for the first one. The record alone by default.
    /// </summary>
    public Func<IReader, T, bool, string?, ValueTask<ExportPage>>? Write { get; init; }

    /// <summary>A page of a section.</summary>
    public ValueTask<ExportPage> ReadAsync(IReader reader, ExportQuestion question) => question.Section switch
    {
        ExportQuestion.History => _history.ReadAsync(reader, question),
        ExportQuestion.Links => PageAsync(
            reader, question,
            (record, _) => ValueTask.FromResult(
                new ExportPage([.. LinksOf(record).Select(static link => PageWriter.Item(link, PageWriter.WriteLink))], null))),
        _ => PageAsync(reader, question, (record, within) => WriteAsync(reader, record, question.IsOwn, within)),
    };

    private ValueTask<ExportPage> WriteAsync(IReader reader, T record, bool isOwn, string? within) =>
        Write?.Invoke(reader, record, isOwn, within) ?? ValueTask.FromResult(new ExportPage([_table.ToJson(record)], null));

    private async ValueTask<ExportPage> PageAsync(
        IReader reader, ExportQuestion question, Func<T, string?, ValueTask<ExportPage>> itemsOf)
    {
        var (after, within) = Place(question.After);
        var rows = await reader.QueryAsync(_page, _table.Read, question.CustomerId, after, RowsMax);
        var records = _table.Complete is null || rows.Count == 0 ? rows : await _table.Complete(reader, rows);
        if (within is not null && (records.Count == 0 || records[0].Id != after + 1))
        {
            throw new IOException($"A {_table.Kind} went while it was read.");
        }

        var (items, bytes) = (new List<byte[]>(), 0L);
        foreach (var record in records)
        {
            var page = await itemsOf(record, within);
            items.AddRange(page.Items);
            bytes += page.Items.Sum(static item => (long)item.Length);
            within = null;
            if (page.Next is { } rest)
            {
                return new ExportPage(items, string.Create(CultureInfo.InvariantCulture, $"{record.Id - 1}:{rest}"));
            }

            if (bytes >= BytesMax)
            {
                return new ExportPage(items, record.Id.ToString(CultureInfo.InvariantCulture));
            }
        }

        return new ExportPage(items, rows.Count == RowsMax ? rows[^1].Id.ToString(CultureInfo.InvariantCulture) : null);
    }

    /// <summary>Behind which record a page begins, and where within the next one.</summary>
    private static (long After, string? Within) Place(string? place) => place?.Split(':') switch
    {
        [var after, var within] => (long.Parse(after, CultureInfo.InvariantCulture), within),
        [var after] => (long.Parse(after, CultureInfo.InvariantCulture), null),
        _ => (0, null),
    };
}
