using Lockstep.Contracts;
using Lockstep.Contracts.Search;
using Lockstep.Runtime.Modules;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Runtime.Records;

/// <summary>A record in the search over all kinds: who finds it is who may list it.</summary>
/// <typeparam name="T">The record.</typeparam>
/// <typeparam name="TInput">What a client may say of it.</typeparam>
internal sealed class RecordSearchPart<T, TInput>(RecordTable<T, TInput> table, RecordReads<T, TInput> reads, ModuleDatabase database)
    : ISearchPart
    where T : class, IRecord
    where TInput : class, new()
{
    private readonly RecordFinder<T, TInput> _finder = new(table, reads.Lists);

    public string Kind => table.Kind;

    public IReadOnlyList<string> Permissions { get; } =
        reads.CataloguePermission is { } catalogue ? [reads.Permission, catalogue] : [reads.Permission];

    public string? OwnPermission => reads.OwnPermission;

    public async ValueTask<IReadOnlyList<SearchHit>> FindAsync(SearchQuestion question, CancellationToken ct)
    {
        var found = await database.Store.ReadAsync(reader => _finder.FindAsync(reader, question), ct);
        return [.. found.Select(hit => new SearchHit(hit.Record.Id, hit.Match, table.ToJson(hit.Record)))];
    }
}

/// <summary>What a module calls to have its record found by the search over all kinds.</summary>
public static class RecordSearchServices
{
    /// <summary>Registers the record.</summary>
    /// <typeparam name="TDatabase">The module's database.</typeparam>
    /// <typeparam name="T">The record.</typeparam>
    /// <typeparam name="TInput">What a client may say of it.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="table">The record.</param>
    /// <param name="reads">How it is read.</param>
    public static IServiceCollection AddSearch<TDatabase, T, TInput>(
        this IServiceCollection services, RecordTable<T, TInput> table, RecordReads<T, TInput> reads)
        where TDatabase : ModuleDatabase
        where T : class, IRecord
        where TInput : class, new() =>
        services.AddSingleton<ISearchPart>(provider =>
            new RecordSearchPart<T, TInput>(table, reads, provider.GetRequiredService<TDatabase>()));
}
