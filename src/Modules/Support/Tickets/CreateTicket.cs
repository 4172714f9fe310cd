using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Tickets;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Support.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Lockstep.Support.Tickets;

/// <summary>POST /tickets, also by customers for themselves</summary>
internal static partial class CreateTicket
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/",
            (
                TicketInput input, Work work, TicketWriter tickets, SupportDatabase database, [FromServices] TicketReferences references,
                ILogger<SupportDatabase> logger) =>
                RunAsync(input, work, tickets, database, references, logger).ToHttpAsync())
        .NeedsOrOwn(Permissions.TicketsWrite, Permissions.TicketsWriteOwn)
        .Describe(
            "Enter a ticket; a customer enters one for itself",
            Body.Json(
                """
                {
                  "customerId": 42, "subject": "Parcel arrived open", "description": "Two of three boxes are missing.", "priority": "high",
                  "queue": "shipping", "tags": ["parcel"]
                }
                """),
            Response.Of<Ticket>(201), Response.Error(400, 409, 422));

    public static async Task<Answer> RunAsync(
        TicketInput input, Work work, TicketWriter tickets, SupportDatabase database, TicketReferences references,
        ILogger<SupportDatabase> logger)
    {
        input.CustomerId ??= work.Only;
        if ((TicketWriter.Refuse(input) ?? await references.RefuseAsync(input, null, work)) is { } refusal)
        {
            return refusal;
        }

        return await work.WriteOnceAsync(
            database,
            () => JsonSerializer.SerializeToUtf8Bytes(input, TicketJson.Default.TicketInput),
            async transaction =>
            {
                var made = await tickets.CreateAsync(transaction, work, input);
                if (made.Record is { } ticket)
                {
                    transaction.OnCommitted(() => Made(logger, ticket.Id, work.Actor));
                }

                return made.ToCreated(static ticket => $"/api/tickets/{ticket.Id}");
            });
    }

    [LoggerMessage(7001, LogLevel.Information, "ticket {Id} entered by {Actor}")]
    internal static partial void Made(ILogger logger, long id, string actor);
}
