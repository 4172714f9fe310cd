using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Custom;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lockstep.Runtime.Records;

/// <summary>
/// GET, POST /customers/fields, PATCH and DELETE /customers/fields/{name}, and the same of other records: the fields that people give them.
/// </summary>
public static class CustomFieldEndpoints
{
    /// <summary>Maps the endpoints of a kind of record.</summary>
    /// <typeparam name="TDatabase">The module's database.</typeparam>
    /// <param name="routes">The routes of the record.</param>
    /// <param name="kind">The word for one.</param>
    /// <param name="many">The word for many, as in the paths.</param>
    /// <param name="read">The permission to see such records.</param>
    public static void MapCustomFields<TDatabase>(this IEndpointRouteBuilder routes, string kind, string many, string read)
        where TDatabase : ModuleDatabase
    {
        routes.MapGet("/fields", (HttpContext context) => List(kind, Of(context.RequestServices)).ToHttp())
            .Needs(read)
            .Describe($"The fields that people gave to {many}; values stand in custom", Response.Of<CustomFieldList>(200));
        routes.MapPost(
                "/fields",
                (CustomFieldInput input, HttpContext context, Work work, [FromServices] IAuditTrail trail,
                    [FromServices] IOptions<CustomOptions> options) =>
                    CreateAsync(input, kind, many, work, Of(context.RequestServices), trail, options.Value.CountMax).ToHttpAsync())
            .Needs(Permissions.FieldsWrite)
            .Describe(
                $"Give {many} a field",
                Body.Json("""{ "name": "colour", "type": "choice", "choices": ["red", "blue"], "description": "What they like" }"""),
                Response.Of<CustomFieldView>(201), Response.Error(400, 409, 422));
        routes.MapPatch(
                "/fields/{name}",
                (string name, JsonObject patch, HttpContext context, Work work, [FromServices] IAuditTrail trail) =>
                    ChangeAsync(name, patch, kind, many, work, Of(context.RequestServices), trail).ToHttpAsync())
            .Needs(Permissions.FieldsWrite)
            .Describe(
                $"Change a field of {many} (JSON Merge Patch); values that are there stay as they are",
                Body.Json("""{ "choices": ["red", "blue", "green"] }"""),
                Response.Of<CustomFieldView>(200), Response.Error(400, 404, 412));
        routes.MapDelete(
                "/fields/{name}",
                (string name, HttpContext context, Work work, [FromServices] IAuditTrail trail) =>
                    DeleteAsync(name, kind, many, work, Of(context.RequestServices), trail).ToHttpAsync())
            .Needs(Permissions.FieldsWrite)
            .Describe($"Take a field of {many} away; values that are there stay where they are", Response.Empty(204), Response.Error(404,
                412));

        static ModuleDatabase Of(IServiceProvider services) => services.GetRequiredService<TDatabase>();
    }

    private static Answer List(string kind, ModuleDatabase database) => Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(
        new CustomFieldList([.. database.Custom.Of(kind).Select(CustomFieldView.Of)]), CustomFieldJson.Wire.CustomFieldList));

    private static async Task<Answer> CreateAsync(
        CustomFieldInput input, string kind, string many, Work work, ModuleDatabase database, IAuditTrail trail, int most)
    {
        if (input.Refuse() is { } refusal)
        {
            return refusal;
        }

        await trail.RecordAsync(EntryOf(work, "field:created", many, input.Name!), work.Ct);
        return await work.WriteOnceAsync(
            database,
            () => JsonSerializer.SerializeToUtf8Bytes(input, CustomFieldJson.Wire.CustomFieldInput),
            async transaction =>
            {
                var fields = await CustomFields.ListForUpdateAsync(transaction, kind);
                if (fields.FirstOrDefault(one => string.Equals(Plain(one.Name), Plain(input.Name!), StringComparison.Ordinal)) is { } same)
                {
                    return Refusal.Of(RefusalCode.Conflict, "name", $"There is a field {same.Name} already.");
                }

                if (fields.Count >= most)
                {
                    return new Refusal(
                        RefusalCode.Conflict, string.Create(CultureInfo.InvariantCulture,
                            $"There are {fields.Count} fields, the most that there may be; take one away first."));
                }

                var field = Apply(input, kind, 1, database.Clock.GetUtcNow(), null);
                await WriteAsync(transaction, database, kind, [.. fields, field], field);
                return Answer.Created(ToJson(field), 1, $"/api/{many}/fields/{field.Name}");
            });
    }

    private static async Task<Answer> ChangeAsync(
        string name, JsonObject patch, string kind, string many, Work work, ModuleDatabase database, IAuditTrail trail)
    {
        await trail.RecordAsync(EntryOf(work, "field:changed", many, name), work.Ct);
        return await database.Store.WriteAsync<Answer>(
            async transaction =>
            {
                var fields = await CustomFields.ListForUpdateAsync(transaction, kind);
                if (Find(fields, name) is not { } before)
                {
                    return Missing(many, name, fields);
                }

                var (input, wrong) = MergePatch.TryApply(ToJson(before), patch, CustomFieldJson.Wire.CustomFieldInput);
                if ((wrong ?? work.RefuseStale(before.Version) ?? input!.Refuse() ?? RefuseOther(before, input!)) is { } refusal)
                {
                    return refusal;
                }

                var field = Apply(input!, kind, before.Version + 1, database.Clock.GetUtcNow(), before);
                await WriteAsync(transaction, database, kind, [.. fields.Select(one => ReferenceEquals(one, before) ? field : one)], field);
                return Answer.Ok(ToJson(field), field.Version);
            },
            work.Ct);
    }

    private static async Task<Answer> DeleteAsync(
        string name, string kind, string many, Work work, ModuleDatabase database, IAuditTrail trail)
    {
        await trail.RecordAsync(EntryOf(work, "field:deleted", many, name), work.Ct);
        return await database.Store.WriteAsync<Answer>(
            async transaction =>
            {
                var fields = await CustomFields.ListForUpdateAsync(transaction, kind);
                if (Find(fields, name) is not { } field)
                {
                    return Missing(many, name, fields);
                }

                if (work.RefuseStale(field.Version) is { } stale)
                {
                    return stale;
                }

                await CustomFields.DeleteAsync(transaction, field);
                TakeOver(transaction, database, kind, [.. fields.Where(one => !ReferenceEquals(one, field))]);
                return Answer.NoContent();
            },
            work.Ct);
    }

    private static async ValueTask WriteAsync(
        ITransaction transaction, ModuleDatabase database, string kind, IReadOnlyList<CustomField> fields, CustomField field)
    {
        await CustomFields.WriteAsync(transaction, field);
        TakeOver(transaction, database, kind, fields);
    }

    /// <summary>Here at once, in other processes when they hear the ring.</summary>
    private static void TakeOver(ITransaction transaction, ModuleDatabase database, string kind, IReadOnlyList<CustomField> fields) =>
        transaction.OnCommitted(() =>
        {
            database.Custom.Take(kind, fields.OrderBy(static field => field.Name, StringComparer.Ordinal));
            database.Store.Signals.Ring(CustomFields.Topic);
        });

    private static CustomField Apply(CustomFieldInput input, string kind, long version, DateTimeOffset now, CustomField? before) => new(
        kind, input.Name!, input.Type!, input.Required ?? false, [.. (input.Choices ?? []).Select(static choice => choice!)], input.Min,
            input.Max,
        input.Description, version, before?.CreatedAt ?? now, now);

    /// <summary>Values that are there were read by the type, and stand under the name.</summary>
    private static Refusal? RefuseOther(CustomField before, CustomFieldInput input) =>
        !string.Equals(before.Name, input.Name, StringComparison.Ordinal) ? Refusal.Invalid("name", "Never changes; define another field.")
        : !string.Equals(before.Type, input.Type, StringComparison.Ordinal) ? Refusal.Invalid("type",
            "Never changes; define another field.")
        : null;

    /// <summary>Headers of files are known in any case, with underscores or without.</summary>
    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    private static CustomField? Find(IReadOnlyList<CustomField> fields, string name) =>
        fields.FirstOrDefault(field => string.Equals(field.Name, name, StringComparison.Ordinal));

    private static Refusal Missing(string many, string name, IReadOnlyList<CustomField> fields) => new(
        RefusalCode.NotFound,
            $"There is no field {Values.Printable.Clean(name)} of {many}; {Nearest.Hint(name, [.. fields.Select(static field => field.Name)])}");

    private static AuditEntry EntryOf(Work work, string action, string many, string name) =>
        new(work.Actor, action, $"{many}/fields/{(name.Length <= 50 ? Values.Printable.Clean(name) : "…")}");

    private static byte[] ToJson(CustomField field) =>
        JsonSerializer.SerializeToUtf8Bytes(CustomFieldView.Of(field), CustomFieldJson.Wire.CustomFieldView);
}
