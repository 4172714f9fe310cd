using Lockstep.Runtime.Storage;

namespace Lockstep.Runtime.Records;

/// <summary>
/// The full-text index over the column <c>search</c> of a table, on stores where that is a table of its own: told of each row before its
/// text changes and after it.
/// </summary>
public sealed class TextIndex
{
    private readonly string _takeOut;
    private readonly string _putIn;

    /// <summary>Puts the statements together.</summary>
    /// <param name="table">The table.</param>
    /// <param name="search">Its index.</param>
    public TextIndex(string table, RecordSearch search)
    {
        // FTS5 over the table's own text must be told the old text, and only of rows that it knows: others would damage the index.
        var indexed = search.IndexedTo is null ? "id = $1" : $"id = $1 and id <= {search.IndexedTo}";
        _takeOut = $"insert into {search.Table} ({search.Table}, rowid, search) select 'delete', id, search from {table} where {indexed}";
        _putIn = $"insert into {search.Table} (rowid, search) select id, search from {table} where {indexed}";
    }

    /// <summary>Takes a row's old text out, before it changes or the row goes.</summary>
    public ValueTask TakeOutAsync(ITransaction transaction, long id) => SendAsync(transaction, _takeOut, id);

    /// <summary>Puts a row's new text in, after it changed.</summary>
    public ValueTask PutInAsync(ITransaction transaction, long id) => SendAsync(transaction, _putIn, id);

    private static ValueTask SendAsync(ITransaction transaction, string statement, long id) =>
        transaction.Dialect.Search is SqlSearch.SeparateIndex ? transaction.SendAsync(statement, id) : ValueTask.CompletedTask;
}
