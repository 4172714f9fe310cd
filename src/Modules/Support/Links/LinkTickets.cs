using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Support.Schema;
using Lockstep.Support.Tickets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Support.Links;

/// <summary>
/// GET and POST /tickets/{id}/links, DELETE /tickets/{id}/links/{otherId}; the staff's alone, for the other ticket may be anybody's.
/// </summary>
internal static class LinkTickets
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/{id:long}/links", (long id, Work work, SupportDatabase database) => ListAsync(id, work, database).ToHttpAsync())
            .Needs(Permissions.TicketsRead)
            .Describe("The other tickets that a ticket has to do with", Response.Of<LinkList>(200), Response.Error(404));
        routes.MapPost(
                "/{id:long}/links",
                (long id, LinkInput input, Work work, LinkWriter links, SupportDatabase database) =>
                    LinkAsync(id, input, work, links, database).ToHttpAsync())
            .Needs(Permissions.TicketsWrite)
            .Describe(
                "Link a ticket to another one; the same pair again takes the new kind",
                Body.Json("""{ "ticketId": 7, "kind": "duplicate-of" }"""), Response.Of<LinkList>(200), Response.Error(400, 404, 409, 412));
        routes.MapDelete(
                "/{id:long}/links/{otherId:long}",
                (long id, long otherId, Work work, LinkWriter links, SupportDatabase database) =>
                    UnlinkAsync(id, otherId, work, links, database).ToHttpAsync())
            .Needs(Permissions.TicketsWrite)
            .Describe("Take the link of two tickets away", Response.Empty(204), Response.Error(400, 404, 412));
    }

    public static Task<Answer> ListAsync(long id, Work work, SupportDatabase database) => database.Store.ReadAsync<Answer>(
        async reader => await TicketRecord.Table.FindAsync(reader, id) is null
            ? Answer.NotFound(TicketRecord.Kind, id)
            : Answer.Ok(ToJson(await TicketLinkTable.ListAsync(reader, id))),
        work.Ct).AsTask();

    public static async Task<Answer> LinkAsync(long id, LinkInput input, Work work, LinkWriter links, SupportDatabase database)
    {
        var (errors, kind) = (new Errors(), input.Kind ?? LinkKind.Related);
        if (input.TicketId is null)
        {
            errors.Add("ticketId", "Must be given: the id of another ticket.");
        }

        if (!LinkKind.All.Contains(kind, StringComparer.Ordinal))
        {
            errors.Add("kind", $"Must be one of {string.Join(", ", LinkKind.All)}.");
        }

        return errors.ToRefusal() is { } refusal ? refusal : await TwoTickets.WriteAsync(
            database, id, input.TicketId!.Value, "ticketId", work,
            async (transaction, one, other) => await links.LinkAsync(transaction, work, one, other, kind) is { } fault
                ? fault
                : Answer.Ok(ToJson(await TicketLinkTable.ListAsync(transaction, id))));
    }

    public static Task<Answer> UnlinkAsync(long id, long otherId, Work work, LinkWriter links, SupportDatabase database) =>
        TwoTickets.WriteAsync(
        database, id, otherId, null, work,
        async (transaction, one, other) => await links.UnlinkAsync(transaction, work, one, other) is { } fault ? fault
            : Answer.NoContent());

    private static byte[] ToJson(IReadOnlyList<TicketLink> links) =>
        JsonSerializer.SerializeToUtf8Bytes(new LinkList(links), TicketLinkJson.Wire.LinkList);
}
