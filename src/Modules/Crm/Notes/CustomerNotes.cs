using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Crm.Customers;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Crm.Notes;

/// <summary>GET, POST /customers/{id}/notes and DELETE /customers/{id}/notes/{note}</summary>
internal static class CustomerNotes
{
    private const int SizeDefault = 50;
    private const int SizeMax = 200;

    private static readonly object[] Parameters =
    [
        new QueryParameter("after", "The value of next of the page before"),
        new QueryParameter("size", $"Notes of a page, 1 to {SizeMax}; {SizeDefault} by default") { Format = QueryParameter.Whole },
    ];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(
                "/{id:long}/notes",
                (long id, HttpContext context, Work work, CrmDatabase database) => ListAsync(id, context.Request.Query, work,
                    database).ToHttpAsync())
            .Needs(Permissions.NotesRead)
            .Describe("The notes about a customer, the newest first", Response.Of<NoteList>(200),
                Response.Error(400, 404, 410), Parameters);
        routes.MapPost(
                "/{id:long}/notes",
                (long id, NoteInput input, Work work, NoteWriter notes, CrmDatabase database) => AddAsync(id, input, work, notes,
                    database).ToHttpAsync())
            .Needs(Permissions.NotesWrite)
            .Describe(
                "Write a note about a customer; the customer does not see it",
                Body.Json("""{ "text": "Prefers to be called in the morning." }"""),
                Response.Of<CustomerNote>(201), Response.Error(400, 404, 409, 410, 422));
        routes.MapDelete(
                "/{id:long}/notes/{note:long}",
                (long id, long note, Work work, NoteWriter notes, CrmDatabase database) => DeleteAsync(id, note, work, notes,
                    database).ToHttpAsync())
            .Needs(Permissions.NotesWrite)
            .Describe("Delete a note about a customer", Response.Empty(204), Response.Error(404, 410, 412));
    }

    public static async Task<Answer> ListAsync(long id, IQueryCollection query, Work work, CrmDatabase database)
    {
        var errors = new Errors();
        var before = query.Number("after", 1, long.MaxValue, long.MaxValue, errors);
        var size = (int)query.Number("size", 1, SizeMax, SizeDefault, errors);
        return errors.ToRefusal() is { } refusal ? refusal : await database.Store.ReadAsync<Answer>(
            async reader =>
            {
                if (await CustomerRecord.Table.FindAsync(reader, id) is null)
                {
                    return await CustomerRecord.Table.GoneAsync(reader, id, work);
                }

                var rows = await reader.QueryAsync(
                    $"select {NoteRecord.Table.Columns} from customer_notes where customer_id = $1 and id < $2 order by id desc limit $3",
                    NoteRecord.Table.Read, id, before, size + 1);
                var page = rows.Take(size).ToList();
                return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(
                    new NoteList(page, rows.Count > size ? page[^1].Id.ToString(System.Globalization.CultureInfo.InvariantCulture) : null),
                    NoteJson.Wire.NoteList));
            },
            work.Ct);
    }

    public static Task<Answer> AddAsync(long id, NoteInput input, Work work, NoteWriter notes, CrmDatabase database) =>
        NoteRecord.Table.Check(input).ToRefusal() is { } refusal ? Task.FromResult<Answer>(refusal) : work.WriteOnceAsync(
            database,
            () => JsonSerializer.SerializeToUtf8Bytes(input, NoteJson.Wire.NoteInput),
            async transaction => await CustomerRecord.Table.FindForUpdateAsync(transaction, id) is null
                ? await CustomerRecord.Table.GoneAsync(transaction, id, work)
                : (await notes.CreateAsync(transaction, work, id, input)).ToCreated(static note =>
                    $"/api/customers/{note.CustomerId}/notes/{note.Id}"));

    public static Task<Answer> DeleteAsync(long id, long note, Work work, NoteWriter notes, CrmDatabase database) =>
        database.Store.WriteAsync<Answer>(
        async transaction =>
        {
            if (await NoteRecord.Table.FindForUpdateAsync(transaction, note) is not { } found || found.CustomerId != id)
            {
                return await CustomerRecord.Table.FindAsync(transaction, id) is null
                    ? await CustomerRecord.Table.GoneAsync(transaction, id, work)
                    : new Refusal(RefusalCode.NotFound, $"Customer {id} has no note {note}.");
            }

            if (work.RefuseStale(found.Version) is { } stale)
            {
                return stale;
            }

            await notes.DeleteAsync(transaction, work, found);
            return Answer.NoContent();
        },
        work.Ct);
}
