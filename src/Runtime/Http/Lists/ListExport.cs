using System.Runtime.CompilerServices;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lockstep.Runtime.Http.Lists;

/// <summary>
/// Sends all that a list has as CSV, by its search and filters, however many rows there are: they are read by the chunk, in the order of
/// their ids each where the last one ended, so that neither memory nor a long read of the database grows with them. By a column whose
/// values change, a record could pass from what is still to come to what was sent, or back: then the ids of all are noted down first, eight
/// bytes each. A record that changes meanwhile is there once, as it was or as it is.
/// </summary>
/// <typeparam name="T">The record.</typeparam>
public sealed class ListExport<T>(ListSpec<T> spec)
{
    /// <summary>What the records are called: the name of the file without <c>.csv</c>, and of the entry in the audit log.</summary>
    public required string Name { get; init; }

    /// <summary>The first line.</summary>
    public required string Header { get; init; }

    /// <summary>Writes the line of a record, or several.</summary>
    public required Action<CsvLines, T> Write { get; init; }

    /// <summary>
    /// Reads what else the lines need, in the snapshot of their records, and ends them with it; null when <see cref="Write"/> writes them
    /// whole.
    /// </summary>
    public Func<IReader, IReadOnlyList<T>, ValueTask<Action<CsvLines, T>>>? Behind { get; init; }

    /// <summary>The first line and the others where a site has more columns; null when all have the same.</summary>
    public Func<ModuleDatabase, (string Header, Action<CsvLines, T> Write)>? OfSite { get; init; }

    /// <summary>Whether the lines need what lies in other tables.</summary>
    public bool IsComplete { get; init; }

    /// <summary>Sends the file, or a 400 that names what is wrong with the query.</summary>
    public Task SendAsync(ModuleDatabase database, HttpContext context, Work work) =>
        SendAsync(database, context, work, context.Request.Query, CsvDownload.Named($"{Name}.csv"));

    /// <summary>The same for a door that has a query and a header of its own.</summary>
    public async Task SendAsync(ModuleDatabase database, HttpContext context, Work work, IQueryCollection asked, string disposition)
    {
        var errors = new Errors();
        spec.RefuseForStaff(asked, work, errors);
        var query = ListQuery.ParseExport(asked, spec, errors, database.Custom, work) with { Owner = work.Only };
        var shape = CsvShape.Of(asked, errors);
        if (errors.ToRefusal() is { } refusal)
        {
            await ((Answer)refusal).SendAsync(context);
            return;
        }

        query = query with { Size = context.RequestServices.GetRequiredService<IOptions<ExportOptions>>().Value.ReadRows };
        await RecordAsync(context, work);
        var (header, write) = OfSite?.Invoke(database) ?? (Header, Write);
        var chunks = ChunksAsync(database, query, work.Ct).GetAsyncEnumerator(work.Ct);
        await using (chunks)
        {
            await CsvDownload.SendAsync(
                context, disposition, header,
                async lines =>
                {
                    var isMore = await chunks.MoveNextAsync();
                    var (rows, end) = isMore ? chunks.Current : new Chunk([], null);
                    foreach (var row in rows)
                    {
                        write(lines, row);
                        end?.Invoke(lines, row);
                    }

                    return isMore;
                },
                shape);
        }
    }

    /// <summary>The query parameters for the OpenAPI document.</summary>
    public object[] Parameters() => spec.ExportParameters();

    private IAsyncEnumerable<Chunk> ChunksAsync(ModuleDatabase database, ListQuery query, CancellationToken ct) =>
        query.Sort is "id" ? ByIdAsync(database, query, ct) : ByColumnAsync(database, query, ct);

    private async IAsyncEnumerable<Chunk> ByIdAsync(
        ModuleDatabase database, ListQuery query, [EnumeratorCancellation] CancellationToken ct)
    {
        IReadOnlyList<T> rows;
        do
        {
            (rows, var end) = await ReadAsync(database, new ListSql<T>(spec, query, database.Store.Dialect).Page(), ct);
            if (rows.Count == 0)
            {
                yield break;
            }

            yield return new Chunk([.. rows.Take(query.Size)], end);
            query = query with { After = query.CursorBehind(rows[Math.Min(rows.Count, query.Size) - 1], spec) };
        }
        while (rows.Count > query.Size);
    }

    private async IAsyncEnumerable<Chunk> ByColumnAsync(
        ModuleDatabase database, ListQuery query, [EnumeratorCancellation] CancellationToken ct)
    {
        var sql = new ListSql<T>(spec, query, database.Store.Dialect);
        var (text, values) = sql.Ids();
        var ids = await database.Store.AskAsync(reader => reader.QueryAsync(text, static row => row.Int64(0), values), ct);
        for (var start = 0; start < ids.Count; start += query.Size)
        {
            var chunk = Enumerable.Range(start, Math.Min(query.Size, ids.Count - start)).Select(index => ids[index]).ToList();
            var (found, end) = await ReadAsync(database, sql.Rows(chunk), ct);
            var rows = found.ToDictionary(spec.Id);
            yield return new Chunk([.. chunk.Where(rows.ContainsKey).Select(id => rows[id])], end);
        }
    }

    private ValueTask<Chunk> ReadAsync(ModuleDatabase database, (string Sql, SqlValue[] Values) query, CancellationToken ct) =>
        database.Store.ReadAsync(
            async reader =>
            {
                var rows = await reader.QueryAsync(query.Sql, spec.Read, query.Values);
                return new Chunk(
                    IsComplete && rows.Count > 0 ? await spec.Complete!(reader, rows) : rows,
                    Behind is null ? null : await Behind(reader, rows));
            },
            ct);

    /// <summary>
    /// Each export has its entry before a row is sent; those of customers, who export themselves, are counted like other repeats.
    /// </summary>
    private Task RecordAsync(HttpContext context, Work work)
    {
        var trail = context.RequestServices.GetRequiredService<IAuditTrail>();
        var entry = new AuditEntry(work.Actor, $"{Name}:exported", Name);
        return work.Only is null ? trail.RecordAsync(entry, work.Ct) : trail.RecordRepeatedAsync(entry, work.Ct);
    }

    /// <summary>Some rows, and what ends their lines; null for nothing.</summary>
    private sealed record Chunk(IReadOnlyList<T> Rows, Action<CsvLines, T>? End);
}
