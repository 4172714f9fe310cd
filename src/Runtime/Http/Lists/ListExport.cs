using Lockstep.Contracts.Access;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lockstep.Runtime.Http.Lists;

/// <summary>
/// Sends all that a list has as CSV, by its search and filters, however many rows there are: they are read by the chunk, each where the last one
/// ended, so that neither memory nor a long read of the database grows with them. A record that changes meanwhile is there once, as it was or as
/// it is; only when the export goes by a column (see <see cref="ListFilter.Sort"/>) whose value changes, it may be there twice.
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

    /// <summary>Whether the lines need what lies in other tables.</summary>
    public bool IsComplete { get; init; }

    /// <summary>Sends the file, or a 400 that names what is wrong with the query.</summary>
    public Task SendAsync(ModuleDatabase database, HttpContext context, Work work) =>
        SendAsync(database, context, work, context.Request.Query, CsvDownload.Named($"{Name}.csv"));

    /// <summary>The same for a door that has a query and a header of its own.</summary>
    public async Task SendAsync(ModuleDatabase database, HttpContext context, Work work, IQueryCollection asked, string disposition)
    {
        var errors = new Errors();
        var query = ListQuery.ParseExport(asked, spec, errors) with { Owner = work.Only };
        if (errors.ToRefusal() is { } refusal)
        {
            await ((Answer)refusal).SendAsync(context);
            return;
        }

        query = query with { Size = context.RequestServices.GetRequiredService<IOptions<ExportOptions>>().Value.ReadRows };
        await RecordAsync(context, work);

        await CsvDownload.SendAsync(context, disposition, Header, async lines =>
        {
            query = query with { After = await AppendAsync(lines, database, query, context.RequestAborted) };
            return query.After is not null;
        });
    }

    /// <summary>The query parameters for the OpenAPI document.</summary>
    public object[] Parameters() => spec.ExportParameters();

    /// <summary>Writes the next chunk; where it ended, or null when it was the last one.</summary>
    private async ValueTask<ListCursor?> AppendAsync(CsvLines lines, ModuleDatabase database, ListQuery query, CancellationToken ct)
    {
        var (sql, values) = new ListSql<T>(spec, query, database.Store.Dialect).Page();
        var rows = await database.Store.ReadAsync(
            async reader =>
            {
                var read = await reader.QueryAsync(sql, spec.Read, values);
                return IsComplete && read.Count > 0 ? await spec.Complete!(reader, read) : read;
            },
            ct);
        foreach (var row in rows.Take(query.Size))
        {
            Write(lines, row);
        }

        return rows.Count > query.Size ? query.CursorBehind(rows[query.Size - 1], spec) : null;
    }

    /// <summary>Each export has its entry before a row is sent; those of customers, who export themselves, are counted like other repeats.</summary>
    private Task RecordAsync(HttpContext context, Work work)
    {
        var trail = context.RequestServices.GetRequiredService<IAuditTrail>();
        var entry = new AuditEntry(work.Actor, $"{Name}:exported", Name);
        return work.Only is null ? trail.RecordAsync(entry, work.Ct) : trail.RecordRepeatedAsync(entry, work.Ct);
    }
}
