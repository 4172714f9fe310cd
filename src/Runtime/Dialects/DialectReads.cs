using System.Text.Json.Serialization.Metadata;
using Lockstep.Contracts;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Records;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Runtime.Dialects;

/// <summary>How a dialect shows a record: its list as a bare array, one of them, and what a use case answers with it.</summary>
/// <typeparam name="T">The record.</typeparam>
/// <typeparam name="TInput">What a client may say of it.</typeparam>
/// <typeparam name="TShown">The record as the dialect shows it.</typeparam>
/// <param name="reads">How the record is read, and who may.</param>
public sealed class DialectReads<T, TInput, TShown>(RecordReads<T, TInput> reads)
    where T : class, IRecord
    where TInput : class, new()
{
    /// <summary>The path of the list.</summary>
    public required string Path { get; init; }

    /// <summary>Turns a record into the dialect's.</summary>
    public required Func<T, TShown> Shape { get; init; }

    /// <summary>The JSON of one.</summary>
    public required JsonTypeInfo<TShown> Json { get; init; }

    /// <summary>The JSON of the list.</summary>
    public required JsonTypeInfo<List<TShown>> ListJson { get; init; }

    /// <summary>The dialect's name of a field that is refused; its own by default.</summary>
    public Func<string, string> Field { get; init; } = static field => field;

    /// <summary>Filters of the list that the dialect always sets.</summary>
    public (string Name, string Value)[] Filters { get; init; } = [];

    /// <summary>What the OpenAPI document says of the list.</summary>
    public string Summary { get; init; } = $"List {reads.Table.Name} as a bare array";

    /// <summary>Maps the list and one of them.</summary>
    /// <typeparam name="TDatabase">The module's database.</typeparam>
    public void Map<TDatabase>(IEndpointRouteBuilder dialect)
        where TDatabase : ModuleDatabase
    {
        MapList<TDatabase>(dialect);
        reads.Protect(dialect.MapGet(
                $"{Path}/{{id:long}}",
                (long id, HttpContext context, Work work) => ToldAsync(
                    reads.ReadAsync(id, work, context.RequestServices.GetRequiredService<TDatabase>())).ToHttpAsync()))
            .Describe($"Read one {reads.Table.Kind}", Response.Of<TShown>(200), Response.Error(404));
    }

    /// <summary>Maps the list alone.</summary>
    /// <typeparam name="TDatabase">The module's database.</typeparam>
    public void MapList<TDatabase>(IEndpointRouteBuilder dialect)
        where TDatabase : ModuleDatabase =>
        reads.Protect(dialect.MapGet(
                Path,
                (HttpContext context, Work work) => BareArray.ReadAsync(
                    context.Request.Query,
                    query => reads.PageAsync(query, work, context.RequestServices.GetRequiredService<TDatabase>()),
                    Shape, ListJson, Filters).ToHttpAsync()))
            .Describe(Summary, Response.Of<List<TShown>>(200), Response.Error(400), [BareArray.After]);

    /// <summary>The answer of a use case in the words of the dialect.</summary>
    public Task<Answer> ToldAsync(Task<Answer> canonical) => canonical.NamedAsync(Field).RetoldAsync(reads.Table.Json, Shape, Json);
}
