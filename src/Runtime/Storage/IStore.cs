namespace Lockstep.Runtime.Storage;

/// <summary>
/// One module's database. Guarantees: a write that returned is on disk and seen by every later read; a write that threw
/// left nothing behind, except for <see cref="StoreOutcomeUnknownException"/>. A write that only lost a race (a dead-lock, a unique key
/// that another one took meanwhile, a connection that broke before the commit) is run again.
/// </summary>
public interface IStore
{
    /// <summary>The module that owns the database, for example <c>crm</c>.</summary>
    string Name { get; }

    /// <summary>The words in which this store's SQL differs.</summary>
    SqlDialect Dialect { get; }

    /// <summary>What wakes work on this database, in this process and in others.</summary>
    Signals Signals { get; }

    /// <summary>
    /// Commits one function of the transaction. The function reads and writes through the transaction and does nothing
    /// else: no other I/O, no waiting, no second write. It may run more than once; only its last run counts.
    /// </summary>
    /// <typeparam name="T">What the caller learns, after the commit and never before.</typeparam>
    /// <exception cref="StoreException">The database could not take the write; the kind says why.</exception>
    /// <exception cref="UniqueViolationException">A unique key is taken; the write left nothing behind.</exception>
    Task<T> WriteAsync<T>(Func<ITransaction, ValueTask<T>> write, CancellationToken ct = default);

    /// <summary>
    /// Like <see cref="WriteAsync{T}"/>, but may return before the write is on disk: it is seen by every later read, and a power cut may
    /// take it back, and with it all that came after it in this database. It is on disk after <see cref="SyncedAsync"/>, or with the next
    /// <see cref="WriteAsync{T}"/> on this database that returns. So it is for work that is done again by whoever asked for it, without a
    /// second effect, and no mark in another database may say that it was done before it is on disk.
    /// </summary>
    /// <typeparam name="T">What the caller learns, after the commit and never before.</typeparam>
    /// <exception cref="StoreException">The database could not take the write; the kind says why.</exception>
    /// <exception cref="UniqueViolationException">A unique key is taken; the write left nothing behind.</exception>
    Task<T> WriteBehindAsync<T>(Func<ITransaction, ValueTask<T>> write, CancellationToken ct = default);

    /// <summary>Returns when all that was committed before the call is on disk.</summary>
    /// <exception cref="StoreException">
    /// The disk failed: what was written behind may be lost by a power cut, and the database takes no writes before the next start.
    /// </exception>
    Task SyncedAsync(CancellationToken ct = default);

    /// <summary>
    /// Commits a bookmark together with the next group of writes, or alone a moment later: for marks whose loss after a
    /// crash only repeats work; it is not synced by itself. A later bookmark under the same key replaces one that still waits.
    /// </summary>
    /// <param name="key">What the bookmark marks; one writer per key.</param>
    /// <param name="write">Like the function of <see cref="WriteAsync{T}"/>; errors are logged, not thrown.</param>
    void WriteSoon(string key, Func<ITransaction, ValueTask> write);

    /// <summary>
    /// Reads what is committed, all statements in one snapshot: an order and its lines are of one version. The function must not keep the
    /// reader after it returns; it may run more than once.
    /// </summary>
    /// <exception cref="StoreException">The database could not be read.</exception>
    ValueTask<T> ReadAsync<T>(Func<IReader, ValueTask<T>> read, CancellationToken ct = default);

    /// <summary>
    /// Like <see cref="ReadAsync{T}"/> with a single statement, which is a snapshot by itself and spares the transaction.
    /// </summary>
    /// <exception cref="StoreException">The database could not be read.</exception>
    /// <exception cref="InvalidOperationException">The function asks for a second statement.</exception>
    ValueTask<T> AskAsync<T>(Func<IReader, ValueTask<T>> read, CancellationToken ct = default);

    /// <summary>
    /// An instant before which no write will stamp a row any more: whatever a later read shows and one that begins now does not was stamped
    /// at it or after it, provided that writes take the time within their function. Null where rows are seen in the order of their stamps.
    /// </summary>
    /// <exception cref="StoreException">The database could not be read.</exception>
    ValueTask<DateTimeOffset?> SettledAsync(CancellationToken ct = default);
}
