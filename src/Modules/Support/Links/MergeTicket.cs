using Lockstep.Contracts.Access;
using Lockstep.Contracts.Tickets;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Support.Schema;
using Lockstep.Support.Tickets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Support.Links;

/// <summary>POST /tickets/{id}/merge: what hangs on the ticket goes to another one, which is answered.</summary>
internal static class MergeTicket
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/{id:long}/merge",
            (long id, TicketMergeInput input, Work work, LinkWriter links, SupportDatabase database) =>
                RunAsync(id, input, work, links, database).ToHttpAsync())
        .Needs(Permissions.TicketsWrite)
        .Describe(
            "Merge a ticket into another one, which gets its comments, files and links; this one is closed for good and says where it went",
            Body.Json("""{ "into": 7 }"""), Response.Of<Ticket>(200), Response.Error(400, 404, 409, 412));

    public static async Task<Answer> RunAsync(long id, TicketMergeInput input, Work work, LinkWriter links, SupportDatabase database) =>
        input.Into is not { } into
            ? Refusal.Invalid("into", "Must be given: the id of the ticket that is kept.")
            : await TwoTickets.WriteAsync(database, id, into, "into", work, async (transaction, merged, kept) =>
            {
                // A repeat: it is done.
                if (merged.MergedInto == into)
                {
                    return Answer.Ok(TicketRecord.Table.ToJson(kept), kept.Version);
                }

                var (after, refusal) = await links.MergeAsync(transaction, work, merged, kept);
                return after is null ? refusal! : Answer.Ok(TicketRecord.Table.ToJson(after), after.Version);
            });
}
