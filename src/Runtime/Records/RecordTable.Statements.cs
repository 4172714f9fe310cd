using Lockstep.Contracts.Systems;
using Lockstep.Runtime.Custom;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Runtime.Records;

/// <summary>The statements.</summary>
public sealed partial class RecordTable<T, TInput>
{
    /// <summary>The record of an id; null when there is none.</summary>
    public ValueTask<T?> FindAsync(IReader reader, long id) => CompleteAsync(reader, reader.FirstAsync(_byId, Read, id));

    /// <summary>The same for a write that decides by it: nobody else changes it until that one has ended.</summary>
    public ValueTask<T?> FindForUpdateAsync(ITransaction transaction, long id) =>
        CompleteAsync(transaction, transaction.FirstForUpdateAsync(_byId, Read, id));

    /// <summary>
    /// Keeps rows for a write that goes through them in an order of its own, such as that of a file: taken in the order of their ids first,
    /// or two writes that have the same rows in different orders would wait for each other.
    /// </summary>
    public async ValueTask HoldAsync(ITransaction transaction, IEnumerable<long> ids)
    {
        var all = ids.Distinct().ToList();
        if (all.Count > 1)
        {
            await transaction.SendAsync(
                $"select id from {Name} where {transaction.Dialect.InIntegers("id", "$1")} order by id {transaction.Dialect.KeepingRows}",
                    SqlValue.List(all));
        }
    }

    /// <summary>Adds a row, unless a unique key stops it; null then. The record's id is the one that the table gave.</summary>
    /// <param name="transaction">The write.</param>
    /// <param name="record">The record.</param>
    /// <param name="beside">The values of the columns that are no fields.</param>
    public async ValueTask<T?> TryInsertAsync(ITransaction transaction, T record, params SqlValue[] beside)
    {
        var id = await transaction.FirstAsync(
            _insert, static row => row.Int64(0), [.. Values(record, NewSearchTexts(record)), record.CreatedAt, record.UpdatedAt,
                .. beside]);
        if (id == 0)
        {
            return null;
        }

        await IndexNewAsync(transaction, id);
        await WriteCustomAsync(transaction, id, null, record);
        await Counters.AddAsync(transaction, Name, 1);
        return WithId(record, id);
    }

    /// <summary>Adds many rows at once; none of their keys may be taken, nor an id that a record brings along.</summary>
    /// <exception cref="UniqueViolationException">A key was taken meanwhile.</exception>
    public async ValueTask<IReadOnlyList<T>> InsertManyAsync(ITransaction transaction, IReadOnlyList<T> records)
    {
        var ids = await transaction.InsertNumberedAsync(
            Name, _written,
            [.. records.Select(record => (SqlValue[])[.. Values(record, NewSearchTexts(record)), record.CreatedAt, record.UpdatedAt])],
            [.. records.Select(static record => record.Id)]);
        foreach (var (record, id) in records.Zip(ids))
        {
            await IndexNewAsync(transaction, id);
            await WriteCustomAsync(transaction, id, null, record);
        }

        await Counters.AddAsync(transaction, Name, records.Count);
        return [.. records.Zip(ids, WithId)];
    }

    /// <summary>Replaces the fields of a row; the index is touched only when the search text differs.</summary>
    public async ValueTask UpdateAsync(ITransaction transaction, T before, T after)
    {
        await WriteCustomAsync(transaction, after.Id, before, after);
        if (!Fields.Any(field => field.IsSearched && field.Differs(before, after)))
        {
            // The text stays as the index knows it, also one that a version before put together in another order.
            await transaction.SendAsync(_updateUnsearched, [.. Values(after, []), after.UpdatedAt, after.Id]);
            return;
        }

        var search = await SearchTextsAsync(transaction, after);
        await UnindexAsync(transaction, after.Id);
        await transaction.SendAsync(_update, [.. Values(after, search), after.UpdatedAt, after.Id]);
        await ReindexAsync(transaction, after.Id);
    }

    /// <summary>Removes a row and leaves a tombstone.</summary>
    public async ValueTask DeleteAsync(ITransaction transaction, T record, DateTimeOffset now)
    {
        await UnindexAsync(transaction, record.Id);
        await WriteCustomAsync(transaction, record.Id, record, null);
        await transaction.SendAsync(_delete, record.Id);
        await transaction.SendAsync(
            "insert into tombstones (kind, record_id, version, deleted_at) values ($1, $2, $3, $4)",
            Kind, record.Id, record.Version + 1, now);
        await Counters.AddAsync(transaction, Name, -1);
    }

    /// <summary>Folds the keys of one record anew, and how its custom values are found; nothing else of it changes.</summary>
    internal async ValueTask RekeyAsync(ITransaction transaction, long id)
    {
        if (await FindForUpdateAsync(transaction, id) is not { } record)
        {
            return;
        }

        foreach (var field in Fields.Where(static field => field.Key is not null))
        {
            // Where another record has it already, the two were made in two spellings: this one is found by its old one, and by its id.
            var key = KeyOf(field, record);
            var holder = field.IsUnique
                ? await transaction.FirstAsync($"select id from {Name} where {field.Key} = $1", static row => row.Int64(0), key)
                : 0;
            if (holder == 0)
            {
                await transaction.SendAsync($"update {Name} set {field.Key} = $1 where id = $2", key, id);
            }
        }

        await RenewCustomAsync(transaction, record);
    }

    /// <summary>What is noted down of a record that was made.</summary>
    public RecordChange Created(T record, Work work) =>
        new(Kind, record.Id, record.Version, ChangeKind.Created, work.Actor, record.UpdatedAt, Changed(null, record), ToJson(record));

    /// <summary>What is noted down of a record that was changed.</summary>
    /// <param name="record">The record after the change.</param>
    /// <param name="work">Who did it.</param>
    /// <param name="fields">The changed members.</param>
    public RecordChange Updated(T record, Work work, string fields) =>
        new(Kind, record.Id, record.Version, ChangeKind.Changed, work.Actor, record.UpdatedAt, fields, ToJson(record));

    /// <summary>What is noted down of a record that was removed.</summary>
    public RecordChange Deleted(T record, Work work, DateTimeOffset now) =>
        new(Kind, record.Id, record.Version + 1, ChangeKind.Deleted, work.Actor, now, "", null);

    /// <summary>Changes a record that the caller reaches and that is at the version which the caller expects.</summary>
    /// <param name="database">The module's database.</param>
    /// <param name="id">The record.</param>
    /// <param name="work">Who wants it.</param>
    /// <param name="change">Brings the record, which is held for this write, into its new state.</param>
    public Task<Answer> ChangeAsync(ModuleDatabase database, long id, Work work, Func<ITransaction, T, ValueTask<Written<T>>> change) =>
        WithAsync(
            database, id, work, async (transaction, before) =>
            {
                var written = await change(transaction, before);
                return written.ToOk(static record => record.Version) with
                {
                    Beside = written.Record is { } after ? Beside?.Invoke(after) : null,
                };
            });

    /// <summary>Removes a record that the caller reaches and that is at the version which the caller expects.</summary>
    /// <param name="database">The module's database.</param>
    /// <param name="id">The record.</param>
    /// <param name="work">Who wants it.</param>
    /// <param name="delete">Removes the record, which is held for this write; a refusal when it must stay.</param>
    public Task<Answer> RemoveAsync(ModuleDatabase database, long id, Work work, Func<ITransaction, T, ValueTask<Refusal?>> delete) =>
        WithAsync(
            database, id, work,
            async (transaction, before) => await delete(transaction, before) is { } refusal ? refusal : Answer.NoContent());

    /// <summary>The records that changed since an instant, oldest first, as flows read them.</summary>
    /// <param name="database">The module's database.</param>
    /// <param name="query">From where on.</param>
    /// <param name="withDeleted">Whether deleted ones are among them; their tombstones need an index by their instants.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <remarks>
    /// Not those just behind the horizon, before which a write under way may still come; what a clock that was ahead has stamped is not
    /// among those, and does not wait until its day has come.
    /// </remarks>
    public async Task<ChangedPage> ReadChangedAsync(
        ModuleDatabase database, ChangedQuery query, bool withDeleted, CancellationToken ct)
    {
        var until = await database.Store.SettledAsync(ct) ?? DateTimeOffset.MaxValue;
        var now = database.Clock.GetUtcNow();
        return await database.Store.ReadAsync(
            async reader =>
            {
                var rows = await reader.QueryAsync(_changedSince, Read, query.Since, query.AfterId, query.Limit, until, now);
                var records = Complete is null || rows.Count == 0 ? rows : await Complete(reader, rows);
                var deleted = !withDeleted ? (IReadOnlyList<ChangedRecord>)[] : await reader.QueryAsync(
                    DeletedSince,
                    static row => new ChangedRecord(row.Int64(0), row.Int64(1), row.Instant(2), default) { IsDeleted = true },
                    Kind, query.Since, query.AfterId, query.Limit, until, now);
                return new ChangedPage([.. Earliest(records.Select(Changed), deleted, query.Limit)]);
            },
            ct);
    }

    /// <summary>One of them; null when there is none.</summary>
    public async Task<ChangedRecord?> FindChangedAsync(IStore store, long id, CancellationToken ct) =>
        await store.ReadAsync(reader => FindAsync(reader, id), ct) is { } record ? Changed(record) : null;

    /// <summary>All of them as they are, to be compared with their histories.</summary>
    /// <param name="apart">JSON names of what changes without a version.</param>
    public LiveRecords Live(params IReadOnlyList<string> apart) => new(
        Kind,
        async (reader, after, limit) =>
        {
            var rows = await reader.QueryAsync(_behind, Read, after, limit);
            return [.. (Complete is null || rows.Count == 0 ? rows : await Complete(reader, rows)).Select(Changed)];
        },
        apart)
    {
        LeftOut = [.. Custom is null ? [] : (string[])[CustomCheck.Member]],
    };

    private ChangedRecord Changed(T record) => new(record.Id, record.Version, record.UpdatedAt, ToJson(record));

    /// <summary>Whether the caller reaches a record.</summary>
    internal bool Reaches(Work work, T record) => work.Only is null || (Owner is not null && work.Reaches(Owner.Of(record)));

    private Task<Answer> WithAsync(ModuleDatabase database, long id, Work work, Func<ITransaction, T, ValueTask<Answer>> write) =>
        database.Store.WriteAsync(
            async transaction => await FindForUpdateAsync(transaction, id) is { } before && Reaches(work, before)
                ? work.RefuseStale(before.Version) ?? await write(transaction, before)
                : await GoneAsync(transaction, id, work),
            work.Ct);

    private async ValueTask<T?> CompleteAsync(IReader reader, ValueTask<T?> read)
    {
        var record = await read;
        return record is null || IsLead(record) ? null : Complete is null ? record : (await Complete(reader, [record]))[0];
    }

    /// <summary>The values of the fields, of their keys and of the search text, and the version.</summary>
    private List<SqlValue> Values(T record, IReadOnlyList<string> search)
    {
        var values = new List<SqlValue>(_written.Length + 1);
        foreach (var field in Fields)
        {
            values.Add(field.ToSql(record));
            if (field.Key is not null)
            {
                values.Add(KeyOf(field, record));
            }
        }

        values.AddRange(search.Select(static text => (SqlValue)text));
        values.Add(record.Version);
        return values;
    }

    private static string? KeyOf(RecordField<T, TInput> field, T record) =>
        field.HasKey?.Invoke(record) is false ? null : field.Folding(field.ToText(record));
}
