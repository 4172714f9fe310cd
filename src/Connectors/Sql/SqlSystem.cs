using System.Data.Common;
using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Sdk.Settings;

namespace Lockstep.Connectors.Sql;

/// <summary>Tables of one database.</summary>
internal sealed class SqlSystem(string name, ISqlEngine engine, IReadOnlyDictionary<string, SqlTable> tables, int? inFlightMax)
    : ISystem, IAsyncDisposable
{
    private readonly SqlChanges _changes = new(name, engine);

    public string Name => name;

    public int? InFlightMax => inFlightMax;

    public IReadOnlyList<RecordKind> Kinds { get; } = [.. tables.Values.Select(static table => table.ToKind())];

    public Task<Reply<string>> TestAsync(CancellationToken ct) => DoAsync<string>(async statements =>
    {
        foreach (var table in tables.Values)
        {
            var columns = await statements.ColumnsAsync(table, ct);
            if (Missing(table, columns) is { } missing)
            {
                return new Failure(FailureCause.Validation,
                    $"{table.Table} has no column {missing}; it has {string.Join(", ", columns.Keys)}.");
            }

            if (table.ChangedAt is { } changedAt && await statements.AnyAsync(
                $"select 1 from {engine.Quote(table.Table)} where {engine.Quote(changedAt)} is null limit 1", ct))
            {
                return new Failure(FailureCause.Validation, $"{table.Table} has rows without {changedAt}; they would never be read.");
            }
        }

        return $"{name} answers; {tables.Count} tables are as their file says.";
    }, ct);

    public Task<Reply<SourceRecord>> ReadAsync(string kind, string id, CancellationToken ct) =>
        DoAsync<SourceRecord>(async statements =>
        await statements.FindAsync(tables[kind], id, ct) is { IsDeleted: false } record ? record : Gone(kind, id), ct);

    public Task<Reply<ChangesPage>> ChangesAsync(ChangesRequest request, CancellationToken ct) =>
        DoAsync<ChangesPage>(statements => _changes.ReadAsync(statements, tables[request.Kind], request, ct), ct);

    public Task<Reply<SearchPage>> SearchAsync(SearchRequest request, CancellationToken ct) =>
        DoAsync<SearchPage>(async statements =>
    {
        var table = tables[request.Kind];
        var isThere = table.DeletedAt is { } deletedAt ? $" and {engine.Quote(deletedAt)} is null" : "";
        return new SearchPage(await statements.ReadAsync(
            table, string.Create(
                CultureInfo.InvariantCulture,
                    $"where {engine.Quote(request.Field)} = @p0{isThere} order by {engine.Quote(table.Key)} limit {request.Limit}"),
            [(request.Field, request.Value)], ct));
    }, ct);

    public Task<Reply<ExistingRecords>> ExistingAsync(ExistingRequest request, CancellationToken ct) =>
        DoAsync<ExistingRecords>(
            async statements => new ExistingRecords(await statements.ExistingAsync(tables[request.Kind], request.Ids, ct)), ct);

    public Task<ApplyResult> CreateAsync(CreateRequest request, CancellationToken ct) => WriteAsync(async statements =>
    {
        var table = tables[request.Kind];
        if (request.Fields.Count == 0)
        {
            return ApplyResult.Failed(FailureCause.Mapping, $"A row of {table.Table} needs at least one value.");
        }

        if (await UnknownAsync(statements, table, request.Fields, ct) is { } refused)
        {
            return refused;
        }

        // Read back, for defaults and triggers may have made something else of what was sent.
        var key = await statements.InsertAsync(table, request.Fields, ct);
        try
        {
            return await statements.FindAsync(table, key, ct) is { } record ? ApplyResult.Done(record) : ApplyResult.Done(key);
        }
        catch (DbException)
        {
            // The row is there. A failure to read it back must not pass for one to make it: another try would make a second one.
            return ApplyResult.Done(key);
        }
    }, ct);

    public Task<ApplyResult> UpdateAsync(UpdateRequest request, CancellationToken ct) => WriteAsync(async statements =>
    {
        var table = tables[request.Kind];
        if (await UnknownAsync(statements, table, request.Fields, ct) is { } refused)
        {
            return refused;
        }

        // Looked at also when nothing was changed: only the row itself tells a conflict from a record that is gone.
        var isDone = await statements.UpdateAsync(table, request.Id, request.Fields, request.ExpectedVersion, ct);
        return await statements.FindAsync(table, request.Id, ct) is not { IsDeleted: false } record
            ? ApplyResult.Failed(Gone(request.Kind, request.Id))
            : isDone ? ApplyResult.Done(record)
            : ApplyResult.Failed(FailureCause.VersionConflict, $"The {request.Kind} {request.Id} of {name} was changed meanwhile.");
    }, ct);

    public Task<ApplyResult> DeleteAsync(DeleteRequest request, CancellationToken ct) => WriteAsync(async statements =>
    {
        var table = tables[request.Kind];

        // Nothing was removed: then it is gone already, as was wanted, or it has another version.
        return await statements.DeleteAsync(table, request.Id, request.ExpectedVersion, ct)
            || await statements.FindAsync(table, request.Id, ct) is not { IsDeleted: false }
            ? ApplyResult.Deleted()
            : ApplyResult.Failed(FailureCause.VersionConflict, $"The {request.Kind} {request.Id} of {name} was changed meanwhile.");
    }, ct);

    public ValueTask DisposeAsync() => engine.DisposeAsync();

    private Failure Gone(string kind, string id) => new(FailureCause.NotFound, $"{name} has no {kind} {id}.");

    private static string? Missing(SqlTable table, IReadOnlyDictionary<string, Type> columns) =>
        new[] { table.Key, table.ChangedAt, table.Version, table.DeletedAt }.OfType<string>().Concat(table.Columns).Concat(table.Search)
            .FirstOrDefault(column => !columns.ContainsKey(column));

    private async ValueTask<ApplyResult?> UnknownAsync(SqlStatements statements, SqlTable table, JsonObject fields, CancellationToken ct)
    {
        var columns = await statements.ColumnsAsync(table, ct);
        return fields.Select(static field => field.Key).FirstOrDefault(field => !columns.ContainsKey(field)) is { } unknown
            ? ApplyResult.Failed(
                FailureCause.Mapping, $"{table.Table} of {name} has no column {unknown}; it has {string.Join(", ", columns.Keys)}.")
            : null;
    }

    private async Task<ApplyResult> WriteAsync(Func<SqlStatements, Task<ApplyResult>> write, CancellationToken ct)
    {
        var reply = await DoAsync(async statements => (Reply<ApplyResult>)await write(statements), ct);
        return reply.Value ?? ApplyResult.Failed(reply.Failure!);
    }

    /// <summary>
    /// Nothing is done as long as no write was sent, whatever broke: also a connection of the pool that had ended long ago.
    /// </summary>
    private async Task<Reply<T>> DoAsync<T>(Func<SqlStatements, Task<Reply<T>>> work, CancellationToken ct)
        where T : class
    {
        SqlStatements? statements = null;
        try
        {
            await using var connection = await engine.OpenAsync(ct);
            statements = new SqlStatements(connection, engine);
            return await work(statements);
        }
        catch (DbException error)
        {
            return engine.Judge(error, statements is { HasSent: true });
        }
        catch (SecretMissingException missing)
        {
            return new Failure(FailureCause.SignIn, missing.Message);
        }
    }
}
