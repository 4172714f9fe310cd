namespace Lockstep.Runtime.Storage;

/// <summary>
/// The open transaction of one write; gone when the write's function returns. On SQLite writes never overlap. On PostgreSQL they do, each
/// statement sees what is committed by then, and what a write decides by must be locked: by <see cref="FirstForUpdateAsync"/> where there
/// is a row, by <see cref="LockAsync"/> where there is none yet, or by a unique key.
/// </summary>
public interface ITransaction : IReader
{
    /// <summary>A small number that writes at the same time rarely share; 0 where they never overlap.</summary>
    int Shard { get; }

    /// <summary>Runs a statement and tells how many rows it inserted, updated or deleted.</summary>
    /// <exception cref="UniqueViolationException">A unique key is taken.</exception>
    ValueTask<int> ExecuteAsync(string sql, params ReadOnlySpan<SqlValue> values);

    /// <summary>
    /// Like <see cref="ExecuteAsync"/> when nobody asks for the number of rows: it may travel together with the next statement, or with the
    /// commit, so that it costs no round trip. Its errors come with those too.
    /// </summary>
    ValueTask SendAsync(string sql, params ReadOnlySpan<SqlValue> values);

    /// <summary>Adds many rows to a table, in as few round trips as the store can.</summary>
    /// <param name="table">The table.</param>
    /// <param name="columns">Its columns that the rows fill, in the order of their values.</param>
    /// <param name="rows">The rows.</param>
    /// <exception cref="UniqueViolationException">A unique key is taken.</exception>
    ValueTask InsertManyAsync(string table, IReadOnlyList<string> columns, IReadOnlyList<SqlValue[]> rows);

    /// <summary>
    /// Like <see cref="IReader.FirstAsync"/> on a query of one table, and keeps the row as it is for every other write until this one has
    /// ended: what is decided by it still holds at the commit. The row is read as the last of those others left it.
    /// </summary>
    ValueTask<T?> FirstForUpdateAsync<T>(string sql, RowReader<T> read, params ReadOnlySpan<SqlValue> values);

    /// <summary>
    /// Waits until no other write holds the name, and holds it until this write has ended. For decisions about rows that may not be there.
    /// Several names of one kind are taken in their order, or two writes wait for each other until one of them is run again.
    /// </summary>
    /// <param name="name">What is held, for example <c>audit</c>; names of one database don't touch those of another.</param>
    /// <param name="shared">Whether others may hold the name shared at the same time.</param>
    ValueTask LockAsync(string name, bool shared = false);

    /// <summary>
    /// Runs a hook after the commit, before the caller goes on; never when the write did not commit. On SQLite hooks run in the order of
    /// the commits, on PostgreSQL in no order. A hook only touches memory, quickly, and does not throw.
    /// </summary>
    void OnCommitted(Action hook);
}
