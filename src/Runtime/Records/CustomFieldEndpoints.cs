using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Fields;
using Lockstep.Runtime.Custom;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lockstep.Runtime.Records;

/// <summary>
/// GET, POST /customers/fields, PATCH and DELETE /customers/fields/{name}, GET /customers/fields/{name}/history, and the same of other
/// records: the fields that people give them.
/// </summary>
public static class CustomFieldEndpoints
{
    /// <summary>Maps the endpoints of a kind of record.</summary>
    /// <typeparam name="TDatabase">The module's database.</typeparam>
    /// <param name="routes">The routes of the record.</param>
    /// <param name="kind">The kind of record.</param>
    /// <param name="isHeader">Whether a column of an import means something else already; null where records have no imports.</param>
    public static void MapCustomFields<TDatabase>(
        this IEndpointRouteBuilder routes, CustomFieldKind kind, Func<string, bool>? isHeader = null)
        where TDatabase : ModuleDatabase
    {
        MapReads<TDatabase>(routes, kind);
        routes.MapPost(
                "/fields",
                (CustomFieldInput input, HttpContext context, Work work, [FromServices] IAuditTrail trail,
                    [FromServices] IOptions<CustomOptions> options) =>
                    Writer(context.RequestServices).CreateAsync(input, work, trail, options.Value.CountMax).ToHttpAsync())
            .Needs(Permissions.FieldsWrite)
            .Describe(
                $"Give {kind.Many} a field",
                Body.Json("""{ "name": "colour", "type": "choice", "choices": ["red", "blue"], "description": "What they like" }"""),
                Response.Of<CustomFieldDefinition>(201), Response.Error(400, 409, 422));
        routes.MapPatch(
                "/fields/{name}",
                (string name, JsonObject patch, HttpContext context, Work work, [FromServices] IAuditTrail trail) =>
                    Writer(context.RequestServices).ChangeAsync(name, patch, work, trail).ToHttpAsync())
            .Needs(Permissions.FieldsWrite)
            .Describe(
                $"Change a field of {kind.Many} (JSON Merge Patch); values that are there stay as they are",
                Body.Json("""{ "choices": ["red", "blue", "green"] }"""),
                Response.Of<CustomFieldDefinition>(200), Response.Error(400, 404, 412));
        routes.MapDelete(
                "/fields/{name}",
                (string name, HttpContext context, Work work, [FromServices] IAuditTrail trail) =>
                    Writer(context.RequestServices).DeleteAsync(name, work, trail).ToHttpAsync())
            .Needs(Permissions.FieldsWrite)
            .Describe(
                $"Take a field of {kind.Many} away; values that are there stay where they are",
                Response.Empty(204), Response.Error(404, 412));

        CustomFieldWriter Writer(IServiceProvider services) => new(kind, services.GetRequiredService<TDatabase>(), isHeader);
    }

    private static void MapReads<TDatabase>(IEndpointRouteBuilder routes, CustomFieldKind kind)
        where TDatabase : ModuleDatabase
    {
        routes.MapGet("/fields", (HttpContext context) => List(kind, Of(context.RequestServices)).ToHttp())
            .Needs(kind.Read)
            .Describe($"The fields that people gave to {kind.Many}; values stand in custom", Response.Of<CustomFieldList>(200));
        routes.MapGet(
                "/fields/{name}/history",
                (string name, HttpContext context, Work work) =>
                    HistoryAsync(name, context.Request.Query, work, kind, Of(context.RequestServices)).ToHttpAsync())
            .Needs(kind.Read)
            .Describe(
                $"Who changed what of a field of {kind.Many}, and when; after a delete too",
                Response.Page<HistoryEntry>(), Response.Error(400, 404), HistoryReader.Parameters);

        static ModuleDatabase Of(IServiceProvider services) => services.GetRequiredService<TDatabase>();
    }

    private static Answer List(CustomFieldKind kind, ModuleDatabase database) => Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(
        new CustomFieldList([.. database.Custom.Of(kind.Record).Select(CustomFieldKind.View)]), CustomFieldJson.Wire.CustomFieldList));

    private static async Task<Answer> HistoryAsync(
        string name, IQueryCollection query, Work work, CustomFieldKind kind, ModuleDatabase database) =>
        await database.Store.AskAsync(reader => CustomFields.FindAsync(reader, kind.Record, name), work.Ct) is { } field
            ? await HistoryReader.ReadAsync(database, kind.Kind, field.Id, query, work)
            : new Refusal(RefusalCode.NotFound, $"There is no field {Values.Printable.Clean(name)} of {kind.Many}.");
}
