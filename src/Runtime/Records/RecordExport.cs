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

    /// <summary>Writes a record with what belongs to it, for the customer itself or for the staff; the record alone by default.</summary>
    public Func<IReader, T, bool, ValueTask<byte[]>>? Write { get; init; }

    /// <summary>A page of a section.</summary>
    public ValueTask<ExportPage> ReadAsync(IReader reader, ExportQuestion question) => question.Section switch
    {
        ExportQuestion.History => _history.ReadAsync(reader, question),
        ExportQuestion.Links => PageAsync(
            reader, question,
            record => ValueTask.FromResult(LinksOf(record).Select(static link => PageWriter.Item(link, PageWriter.WriteLink)))),
        _ => PageAsync(reader, question, async record => [await WriteAsync(reader, record, question.IsOwn)]),
    };

    private ValueTask<byte[]> WriteAsync(IReader reader, T record, bool isOwn) =>
        Write?.Invoke(reader, record, isOwn) ?? ValueTask.FromResult(_table.ToJson(record));

    private async ValueTask<ExportPage> PageAsync(
        IReader reader, ExportQuestion question, Func<T, ValueTask<IEnumerable<byte[]>>> itemsOf)
    {
        var after = question.After is { } place ? long.Parse(place, CultureInfo.InvariantCulture) : 0;
        var rows = await reader.QueryAsync(_page, _table.Read, question.CustomerId, after, RowsMax);
        var records = _table.Complete is null || rows.Count == 0 ? rows : await _table.Complete(reader, rows);
        var (items, bytes) = (new List<byte[]>(), 0L);
        foreach (var record in records)
        {
            foreach (var item in await itemsOf(record))
            {
                items.Add(item);
                bytes += item.Length;
            }

            if (bytes >= BytesMax)
            {
                return new ExportPage(items, record.Id.ToString(CultureInfo.InvariantCulture));
            }
        }

        return new ExportPage(items, rows.Count == RowsMax ? rows[^1].Id.ToString(CultureInfo.InvariantCulture) : null);
    }
}
