using System.Text.Json;
using Lockstep.Contracts;
using Lockstep.Contracts.Customers;
using Lockstep.Runtime.Storage;

namespace Lockstep.Runtime.Records;

/// <summary>What an overview shows of the records of a customer: the newest, and the newest changes of any of them.</summary>
/// <typeparam name="T">The record.</typeparam>
/// <typeparam name="TInput">What a client may say of it.</typeparam>
public sealed class RecordOverview<T, TInput>
    where T : class, IRecord
    where TInput : class, new()
{
    private readonly RecordTable<T, TInput> _table;
    private readonly RecordOwner<T> _owner;
    private readonly string _newest;
    private readonly string _changes;
    private readonly string _ownChanges;

    /// <summary>Puts the statements together.</summary>
    /// <param name="table">A record that belongs to customers.</param>
    public RecordOverview(RecordTable<T, TInput> table)
    {
        (_table, _owner) = (table, table.Owner ?? throw new ArgumentException($"A {table.Kind} belongs to nobody.", nameof(table)));
        _newest = $"select {table.Columns} from {table.Name} where {_owner.Column} = $1 order by id desc limit $2";

        // The newest changes are among those of the records that changed last, and of each among its last versions: so no history, however
        // long, is read further than that.
        _changes = ChangesOf("", "");
        _ownChanges = ChangesOf(
            ", d.data", "left join history_data d on d.kind = h.kind and d.record_id = h.record_id and d.version = h.version");
    }

    /// <summary>The newest records.</summary>
    public async ValueTask<IReadOnlyList<T>> NewestAsync(IReader reader, OverviewQuestion question)
    {
        var rows = await reader.QueryAsync(_newest, _table.Read, question.CustomerId, OverviewQuestion.RecordsMax);
        return _table.Complete is null || rows.Count == 0 ? rows : await _table.Complete(reader, rows);
    }

    /// <summary>The newest changes. The customer itself sees no version in which a record was somebody else's.</summary>
    public async ValueTask<IReadOnlyList<OverviewChange>> ChangesAsync(IReader reader, OverviewQuestion question)
    {
        var asks = question.IsOwn && _owner.Column is not "id";
        var rows = await reader.QueryAsync(
            asks ? _ownChanges : _changes,
            row => (Change: Read(row), Data: asks && !row.IsNull(6) ? row.Bytes(6) : null),
            question.CustomerId, OverviewQuestion.ChangesMax);
        return [.. rows.Where(row => !asks || IsOf(row.Data, question.CustomerId)).Select(static row => row.Change)];
    }

    private bool IsOf(byte[]? data, long customerId) =>
        data is not null && JsonSerializer.Deserialize(data, _table.Json) is { } version && _owner.Of(version) == customerId;

    private OverviewChange Read(Row row) => new(
        _table.Kind, row.Int64(0), row.Int64(1), row.Text(2), row.Instant(3), row.Text(4),
        row.Text(5).Split(',', StringSplitOptions.RemoveEmptyEntries));

    private string ChangesOf(string column, string join) => $"""
        select h.record_id, h.version, h.change, h.at, h.actor, h.fields{column} from
          (select id, version from {_table.Name} where {_owner.Column} = $1 order by updated_at desc, id desc limit $2) t
        join history h on h.kind = '{_table.Kind}' and h.record_id = t.id and h.version > t.version - $2
        {join} order by h.at desc, h.record_id desc, h.version desc limit $2
        """;
}
