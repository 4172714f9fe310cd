using System.Globalization;
using Lockstep.Contracts;
using Lockstep.Contracts.Search;
using Lockstep.Runtime.Http.Lists;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Values;

namespace Lockstep.Runtime.Records;

/// <summary>
/// Finds records by what somebody types, the best first, all of it from their table: 1. by id, by the fields that are searched and that
/// lists are filtered by, and by how a key begins, each along its index. 2. By their words, as <c>q</c> of their list does. 3. What was
/// found is ranked, and the newest of those that fit alike come first.
/// </summary>
/// <typeparam name="T">The record.</typeparam>
/// <typeparam name="TInput">What a client may say of it.</typeparam>
public sealed class RecordFinder<T, TInput>
    where T : class, IRecord
    where TInput : class, new()
{
    /// <summary>Behind every text that begins with what stands before it: keys are compared by their code points.</summary>
    private const string Last = "\U0010FFFF";

    private readonly RecordTable<T, TInput> _table;
    private readonly ListSpec<T> _lists;
    private readonly IReadOnlyList<RecordField<T, TInput>> _searched;
    private readonly IReadOnlyList<RecordField<T, TInput>> _keys;
    private readonly IReadOnlyList<RecordField<T, TInput>> _begun;
    private readonly string _byKey;
    private readonly string _byOwnKey;

    /// <summary>Puts the statement together.</summary>
    /// <param name="table">The record.</param>
    /// <param name="lists">How it is listed.</param>
    public RecordFinder(RecordTable<T, TInput> table, ListSpec<T> lists)
    {
        (_table, _lists) = (table, lists);
        _searched = [.. table.Fields.Where(static field => field.IsSearched)];
        _keys = [.. _searched.Where(static field => field.Filter is not null)];
        _begun = [.. _searched.Where(static field => field.Key is not null)];
        (_byKey, _byOwnKey) = (StatementOf(null), StatementOf(table.Owner?.Column));
    }

    /// <summary>The best hits and how well they fit, the best first; of those that fit alike the newest.</summary>
    public async ValueTask<IReadOnlyList<(T Record, SearchMatch Match)>> FindAsync(IReader reader, SearchQuestion question)
    {
        if (question.Only is not null && _table.Owner is null)
        {
            return [];
        }

        var rank = new SearchRank(question.Text);
        var records = await reader.QueryAsync(question.Only is null ? _byKey : _byOwnKey, _table.Read, Values(question, rank));

        // An address is one: whom it belongs to is found, and whoever has a part of it is not looked for among all that have its domain.
        var isOne = Email.IsValid(question.Text.Trim()) && records.Any(record => IsKeyOf(record, question.Text));
        if (!isOne && _table.Search is not null && SearchText.Parts(question.Text) is { } parts)
        {
            records = [.. records, .. await _lists.FindAsync(reader, parts, question.Limit, question.Only)];
        }

        IReadOnlyList<(T Record, SearchMatch Match)> hits =
        [
            .. records.DistinctBy(static record => record.Id).Select(record => (record, RankOf(record, question.Text, rank)))
                .OrderBy(static hit => hit.Item2).ThenByDescending(static hit => hit.record.Id).Take(question.Limit),
        ];
        if (_table.Complete is null || hits.Count == 0)
        {
            return hits;
        }

        var whole = await _table.Complete(reader, [.. hits.Select(static hit => hit.Record)]);
        return [.. whole.Zip(hits, static (record, hit) => (record, hit.Match))];
    }

    private SearchMatch RankOf(T record, string text, SearchRank rank) => rank.Of(
        record.Id, IsKeyOf(record, text), _searched.Select(field => field.ToText(record)));

    private bool IsKeyOf(T record, string text) => _keys.Any(field => field.HasKey?.Invoke(record) is not false
        && field.ToText(record) is { } key && string.Equals(field.Folding(key), field.Folding(text), StringComparison.Ordinal));

    /// <summary>
    /// $1 is the id, $2 the most rows of each kind, $3 the owner; behind them a value for each key and two for each beginning.
    /// </summary>
    private SqlValue[] Values(SearchQuestion question, SearchRank rank)
    {
        List<SqlValue> values = [rank.Id ?? 0, (long)question.Limit];
        if (question.Only is { } owner)
        {
            values.Add(owner);
        }

        values.AddRange(_keys.Select(field => field.Filter!.Parse(question.Text) ?? (SqlValue)(string?)null));
        foreach (var begun in _begun.Select(field => field.Folding(question.Text)))
        {
            values.Add(begun is "" ? null : begun);
            values.Add(begun is "" ? null : begun + Last);
        }

        return [.. values];
    }

    private string StatementOf(string? owner)
    {
        var number = owner is null ? 2 : 3;
        var reached = owner is null ? "" : $" and {owner} = $3";
        List<string> ids = [$"select id from {_table.Name} where id = $1{reached}"];
        ids.AddRange(_keys.Select(field => Some(
            string.Format(CultureInfo.InvariantCulture, field.Filter!.Condition, Value()), "id desc")));
        ids.AddRange(_begun.Select(field => Some($"{field.Key} >= {Value()} and {field.Key} < {Value()}", $"{field.Key}, id desc")));
        var only = _table.Only is null ? "" : $"{_table.Only} and ";
        return $"select {_table.Columns} from {_table.Name} where {only}id in ({string.Join(" union ", ids)})";

        string Value() => string.Create(CultureInfo.InvariantCulture, $"${++number}");

        string Some(string condition, string order) =>
            $"select id from (select id from {_table.Name} where {condition}{reached} order by {order} limit $2) found";
    }
}
