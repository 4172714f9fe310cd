using System.Globalization;
using Lockstep.Contracts;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Storage;

namespace Lockstep.Runtime.Records;

/// <summary>A table of a module whose rows name records of another one.</summary>
/// <param name="database">The module's database.</param>
/// <param name="kind">Of which kind the named records are.</param>
/// <param name="word">What one of those that name them is called.</param>
/// <param name="table">The table of those.</param>
/// <param name="column">Its column with what they name.</param>
/// <param name="id">Its column with their own ids.</param>
/// <param name="only">A condition for those that count; null when all do.</param>
public sealed class TableTies(
    ModuleDatabase database, string kind, string word, string table, string column, string id = "id", string? only = null) : IRecordTies
{
    /// <inheritdoc />
    public string Kind => kind;

    private string And => only is null ? "" : $" and {only}";

    /// <summary>One that names each of some records, of those that are said to name them.</summary>
    /// <param name="ties">Those.</param>
    /// <param name="kind">Of which kind the records are.</param>
    /// <param name="ids">The records.</param>
    /// <param name="ct">Ends the wait.</param>
    public static async ValueTask<IReadOnlyDictionary<long, string>> FindAsync(
        IEnumerable<IRecordTies> ties, string kind, IReadOnlyCollection<long> ids, CancellationToken ct)
    {
        var found = new Dictionary<long, string>();
        foreach (var tie in ids.Count == 0 ? [] : ties.Where(one => string.Equals(one.Kind, kind, StringComparison.Ordinal)))
        {
            foreach (var (record, name) in await tie.FindAsync(ids, ct))
            {
                found.TryAdd(record, name);
            }
        }

        return found;
    }

    /// <inheritdoc />
    public async ValueTask<IReadOnlyDictionary<long, string>> FindAsync(IReadOnlyCollection<long> ids, CancellationToken ct)
    {
        var found = await database.Store.AskAsync(
            reader => reader.QueryAsync(
                $"select {column}, min({id}) from {table} where {reader.Dialect.InIntegers(column, "$1")}{And} group by {column}",
                static row => (Named: row.Int64(0), By: row.Int64(1)), SqlValue.List(ids)),
            ct);
        return found.ToDictionary(static one => one.Named, one => string.Create(CultureInfo.InvariantCulture, $"{word} {one.By}"));
    }
}
