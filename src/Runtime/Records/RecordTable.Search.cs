using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Values;

namespace Lockstep.Runtime.Records;

/// <summary>The search text and its index.</summary>
public sealed partial class RecordTable<T, TInput>
{
    /// <summary>Brings the search text up to what lies in other tables by now, in the write that changed that.</summary>
    /// <param name="transaction">The write.</param>
    /// <param name="record">The record as its row is.</param>
    public async ValueTask UpdateSearchAsync(ITransaction transaction, T record)
    {
        var search = await SearchTextsAsync(transaction, record);
        await UnindexAsync(transaction, record.Id);
        await transaction.SendAsync(_updateSearch, [.. search.Select(static text => (SqlValue)text), record.Id]);
        await ReindexAsync(transaction, record.Id);
    }

    /// <summary>Gives rows the search text of the present form; nothing else of them changes.</summary>
    /// <param name="transaction">The write.</param>
    /// <param name="after">The id behind which it begins.</param>
    /// <param name="limit">The most rows.</param>
    /// <returns>The id of the last row; null when there is none left.</returns>
    internal async ValueTask<long?> RenewSearchAsync(ITransaction transaction, long after, int limit)
    {
        var columns = string.Join(", ", _searchColumns);
        var rows = await transaction.QueryAsync(
            $"select {Columns}, {columns} from {Name} where id > $1 order by id limit $2 {transaction.Dialect.KeepingRows}",
            row => (Record: Read(row), Search: _searchColumns.Select((_, index) => row.Text(ColumnCount + index)).ToList()), after, limit);
        foreach (var (record, before) in rows)
        {
            if (!before.SequenceEqual(await SearchTextsAsync(transaction, record), StringComparer.Ordinal))
            {
                await UpdateSearchAsync(transaction, record);
            }
        }

        transaction.OnCommitted(() => Interlocked.Increment(ref _renewals));
        return rows.Count == 0 ? null : rows[^1].Record.Id;
    }

    /// <summary>The values of the search columns.</summary>
    private async ValueTask<IReadOnlyList<string>> SearchTextsAsync(IReader reader, T record) =>
        SearchTextsOf(record, SearchedBeside is null ? SearchedTexts.None : await SearchedBeside(reader, record.Id));

    /// <summary>The same of a record that nothing else can be said of yet.</summary>
    private IReadOnlyList<string> NewSearchTexts(T record) => SearchTextsOf(record, SearchedTexts.None);

    private IReadOnlyList<string> SearchTextsOf(T record, SearchedTexts beside) => _searchColumns.Length switch
    {
        0 => [],
        1 => [SearchTextOf(record, beside.All)],
        _ => [SearchTextOf(record, beside.All), SearchTextOf(record, beside.Own)],
    };

    private string SearchTextOf(T record, IReadOnlyList<string> beside) => IsLead(record) ? "" : SearchText.Of(
        Fields.Where(static field => field.IsSearched).Select(field => (Text: field.ToText(record)!, field.IsPhone))
            .Where(static field => field.Text is not null).Concat(beside.Select(static text => (text, false))));

    /// <summary>Where the index is brought up behind the writes, a new row waits for that.</summary>
    private ValueTask IndexNewAsync(ITransaction transaction, long id) =>
        Search is { IndexedTo: null } ? ReindexAsync(transaction, id) : ValueTask.CompletedTask;

    /// <summary>Takes a row's old text out of the index, before it changes.</summary>
    private ValueTask UnindexAsync(ITransaction transaction, long id) => _texts?.TakeOutAsync(transaction, id) ?? ValueTask.CompletedTask;

    /// <summary>Puts a row's new text in, after it changed.</summary>
    private ValueTask ReindexAsync(ITransaction transaction, long id) => _texts?.PutInAsync(transaction, id) ?? ValueTask.CompletedTask;
}
