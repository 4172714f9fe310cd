using System.Text.Json;
using Lockstep.Contracts;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Http.Lists;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Runtime.Records;

/// <summary>
/// How a record is read, all of it from its table: one, a list, its history, the changes of all, an export. Each is a function without HTTP
/// (the export apart, which streams) with its endpoint.
/// </summary>
/// <typeparam name="T">The record.</typeparam>
/// <typeparam name="TInput">What a client may say of it.</typeparam>
public sealed class RecordReads<T, TInput>
    where T : class, IRecord
    where TInput : class, new()
{
    private readonly RecordTable<T, TInput> _table;
    private readonly ListReader<T> _lists;

    /// <summary>Derives the lists.</summary>
    /// <param name="table">The record.</param>
    /// <param name="filters">Filters besides those of the fields.</param>
    public RecordReads(RecordTable<T, TInput> table, params (string Name, ListFilter Filter)[] filters)
    {
        _table = table;
        Lists = SpecOf(table, filters, work => work.Only is null && work.May(Permission!));
        _lists = new ListReader<T>(Lists, table.Json);
    }

    /// <summary>The record.</summary>
    internal RecordTable<T, TInput> Table => _table;

    /// <summary>What can be listed, and exported.</summary>
    public ListSpec<T> Lists { get; }

    /// <summary>The permission to read.</summary>
    public required string Permission { get; init; }

    /// <summary>The permission to read what is one's own; null when there is none.</summary>
    public string? OwnPermission { get; init; }

    /// <summary>Another permission that is enough for the list and for one record, as they are now; null when there is none.</summary>
    public string? CataloguePermission { get; init; }

    /// <summary>Another permission that is enough to follow the changes; null when there is none.</summary>
    public string? ChangesPermission { get; init; }

    /// <summary>
    /// Whether a caller who knows the version knows the record; not so where a part of it changes without one.
    /// </summary>
    public bool IsKnownByVersion { get; init; } = true;

    /// <summary>
    /// Columns of the export behind the fields, by JSON name: <c>version</c>, <c>createdAt</c> and <c>updatedAt</c>, or others.
    /// </summary>
    public IReadOnlyList<RecordColumn<T>> ExportedBehind { get; init; } = [];

    /// <summary>Who may see its events as they happen: whoever may follow its changes.</summary>
    public EventAudience Audience => new(_table.Kind, Permission)
    {
        OwnPermission = OwnPermission,
        AlsoPermission = ChangesPermission,
        OwnerOf = IsOfItself || _table.Owner is not { } owner
            ? null
            : data => JsonSerializer.Deserialize(data, _table.Json) is { } record ? owner.Of(record) : null,
    };

    /// <summary>Maps the endpoints.</summary>
    /// <typeparam name="TDatabase">The module's database.</typeparam>
    /// <param name="routes">The routes of the record.</param>
    public void Map<TDatabase>(IEndpointRouteBuilder routes)
        where TDatabase : ModuleDatabase
    {
        var (one, many) = (_table.Kind, _table.Name);
        Protect(routes.MapGet(
                "/", (HttpContext context, Work work) => ListAsync(context.Request.Query, work, Of(context.RequestServices)).ToHttpAsync()))
            .Describe(
                $"List, {(_table.Search is null ? "" : "search, ")}filter and sort {many}",
                Response.Page<T>(), Response.Error(400), Lists.Parameters());
        Protect(routes.MapGet(
                "/{id:long}", (long id, HttpContext context, Work work) => ReadAsync(id, work, Of(context.RequestServices)).ToHttpAsync()))
            .Describe($"Read one {one}", Response.Of<T>(200), Response.Error(404));
        For(routes.MapGet(
                "/{id:long}/history",
                (long id, HttpContext context, Work work) =>
                    HistoryAsync(id, context.Request.Query, work, Of(context.RequestServices)).ToHttpAsync()))
            .Describe(
                $"Who changed what of one {one}, and when; after a delete too",
                Response.Page<HistoryEntry>(), Response.Error(400, 404), HistoryReader.Parameters);
        For(routes.MapGet(
                "/changes",
                (HttpContext context, Work work) => ChangesAsync(context.Request.Query, work, Of(context.RequestServices)).ToHttpAsync()),
                ChangesPermission)
            .Describe(
                $"Every change of {many} since a position, deletes included",
                Response.Page<ChangeEntry>(), Response.Error(400, 409, 410), ChangesReader.Parameters);

        static ModuleDatabase Of(IServiceProvider services) => services.GetRequiredService<TDatabase>();
    }

    /// <summary>Maps the export of all fields.</summary>
    /// <typeparam name="TDatabase">The module's database.</typeparam>
    /// <param name="routes">The routes of the record.</param>
    public void MapExport<TDatabase>(IEndpointRouteBuilder routes)
        where TDatabase : ModuleDatabase
    {
        RecordColumn<T>[] columns =
        [
            new("id", static (lines, record) => lines.Add(record.Id)),
            .. _table.Fields.Where(static field => field is not CustomValuesField<T, TInput>)
                .Select(static field => new RecordColumn<T>(field.Leaf, field.Write)),
            .. ExportedBehind,
        ];
        MapExport<TDatabase>(
            routes, "/export", $"All {_table.Name} as CSV, by the filters of their list; an import takes it back",
            new ListExport<T>(Lists)
            {
                Name = _table.Name,
                Header = string.Join(',', columns.Select(static column => column.Name)),
                Write = (lines, record) => WriteLine(lines, record, columns),
                OfSite = _table.HasCustom ? database => Wider(columns, database) : null,
            });
    }

    /// <summary>The columns with those of the fields that people gave to the record.</summary>
    private (string Header, Action<CsvLines, T> Write) Wider(RecordColumn<T>[] columns, ModuleDatabase database)
    {
        RecordColumn<T>[] all = [.. columns, .. _table.CustomColumns(database.Custom)];
        return (string.Join(',', all.Select(static column => column.Name)), (lines, record) => WriteLine(lines, record, all));
    }

    private static void WriteLine(CsvLines lines, T record, RecordColumn<T>[] columns)
    {
        foreach (var column in columns)
        {
            column.Write(lines, record);
        }

        lines.End();
    }

    /// <summary>Maps an export of its own shape.</summary>
    /// <typeparam name="TDatabase">The module's database.</typeparam>
    /// <param name="routes">The routes of the record.</param>
    /// <param name="path">Its path below them.</param>
    /// <param name="summary">What the OpenAPI document says.</param>
    /// <param name="export">The export.</param>
    public void MapExport<TDatabase>(IEndpointRouteBuilder routes, string path, string summary, ListExport<T> export)
        where TDatabase : ModuleDatabase =>
        For(routes.MapGet(
                path,
                (HttpContext context, Work work) =>
                    export.SendAsync(context.RequestServices.GetRequiredService<TDatabase>(), context, work)))
            .WithoutTimeLimit()
            .Describe(summary, Response.Text(200, "text/csv"), Response.Error(400), export.Parameters());

    /// <summary>One record.</summary>
    public async Task<Answer> ReadAsync(long id, Work work, ModuleDatabase database)
    {
        var record = _table.Complete is null
            ? await database.Store.AskAsync(reader => _table.FindAsync(reader, id), work.Ct)
            : await database.Store.ReadAsync(reader => _table.FindAsync(reader, id), work.Ct);
        if (record is null || !_table.Reaches(work, record))
        {
            return await database.Store.AskAsync(reader => _table.GoneAsync(reader, id, work), work.Ct);
        }

        return IsKnownByVersion && work.Knows(record.Version)
            ? Answer.NotModified(record.Version)
            : Answer.Ok(_table.ToJson(record), record.Version) with { Beside = _table.Beside?.Invoke(record) };
    }

    /// <summary>A page of a list.</summary>
    public Task<Answer> ListAsync(IQueryCollection query, Work work, ModuleDatabase database) => _lists.ReadAsync(database, query, work);

    /// <summary>The same for doors that have a shape of their own.</summary>
    public Task<(ListPage<T>? Page, Refusal? Refusal)> PageAsync(IQueryCollection query, Work work, ModuleDatabase database) =>
        _lists.ReadPageAsync(database, query, work);

    /// <summary>The history of one record. Of a record that is gone nobody knows whose it was, unless it is who asks.</summary>
    public async Task<Answer> HistoryAsync(long id, IQueryCollection query, Work work, ModuleDatabase database)
    {
        var isReached = work.Only is null || (IsOfItself
            ? work.Reaches(id)
            : await database.Store.ReadAsync(reader => _table.FindAsync(reader, id), work.Ct) is { } record
                && _table.Reaches(work, record));
        return isReached
            ? await HistoryReader.ReadAsync(database, _table.Kind, id, query, work, Shows(work))
            : Answer.NotFound(_table.Kind, id);
    }

    /// <summary>The changes of all records since a position.</summary>
    public Task<Answer> ChangesAsync(IQueryCollection query, Work work, ModuleDatabase database) => ChangesReader.ReadAsync(
        database, _table.Kind, query, work,
        _table.Owner is not { } owner ? null : IsOfItself ? "{0}"
            : $"select id from {_table.Name} where {owner.Column} = {{0}}", Shows(work));

    /// <summary>
    /// A record may have been somebody else's before, and what it was then is theirs alone. Null for callers who reach all, and for records
    /// whose owner never changes.
    /// </summary>
    private Func<byte[]?, bool>? Shows(Work work) => work.Only is null || IsOfItself
        ? null
        : data => data is not null && JsonSerializer.Deserialize(data, _table.Json) is { } version && _table.Reaches(work, version);

    private static ListSpec<T> SpecOf(
        RecordTable<T, TInput> table, (string Name, ListFilter Filter)[] filters, Func<Work, bool> seesCustom) =>
        new()
        {
            Table = table.Name,
            Condition = table.Only,
            IsSearchExact = true,
            Custom = table.HasCustom ? new(table.Kind, table.CustomOf, seesCustom) : null,
            Owner = table.Owner?.Column,
            Columns = table.Columns,
            Read = table.Read,
            Complete = table.Complete,
            Id = static record => record.Id,
            SearchTable = table.Search?.Table,
            OwnSearch = table.Search?.OwnColumn,
            IndexedTo = table.Search?.IndexedTo,
            Renewals = () => table.Renewals,
            Sorts = table
                .Fields.Where(static field => field.IsSorted)
                .Select(static field => (Name: field.Leaf, Sort: field.ToSort()))
                .Append(
                    (
                        Name: "updatedAt",
                        Sort: new ListSort<T>("updated_at", static record => ListSort.Instant(record.UpdatedAt), IsNumber: true)))
                .ToDictionary(static sort => sort.Name, static sort => sort.Sort, StringComparer.Ordinal),
            Filters = table
                .Fields.Where(static field => field.Filter is not null)
                .Select(static field => (Name: field.Leaf, Filter: field.Filter!))
                .Concat(filters)
                .Append((Name: "updatedSince", Filter: ListFilter.Since("updated_at") with { Sort = "updatedAt", IsFollowed = true }))
                .ToDictionary(static filter => filter.Name, static filter => filter.Filter, StringComparer.Ordinal),
        };

    private bool IsOfItself => _table.Owner?.Column is "id";

    /// <summary>Asks for what the list and one record ask for.</summary>
    internal TBuilder Protect<TBuilder>(TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        CataloguePermission is null ? For(builder) : builder.NeedsEither(Permission, CataloguePermission);

    private TBuilder For<TBuilder>(TBuilder builder, string? also = null)
        where TBuilder : IEndpointConventionBuilder =>
        also is not null ? builder.NeedsEither(Permission, also, OwnPermission)
        : OwnPermission is null ? builder.Needs(Permission) : builder.NeedsOrOwn(Permission, OwnPermission);
}
