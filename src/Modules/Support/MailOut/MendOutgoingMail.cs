using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Support.Mail;
using Lockstep.Support.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Support.MailOut;

/// <summary>POST /tickets/mail/outgoing/{id}/retry and /discard: what becomes of an answer that is not out</summary>
internal static class MendOutgoingMail
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/mail/outgoing/{id:long}/retry", (long id, Work work, SupportDatabase database) =>
            RetryAsync(id, work, database).ToHttpAsync())
            .Needs(Permissions.TicketsWrite)
            .Describe(
                "Send an answer now that waits, was put aside, came back, or had nobody to go to",
                Response.Of<OutgoingMailView>(200), Response.Error(404, 409));
        routes.MapPost(
                "/mail/outgoing/{id:long}/discard",
                (long id, MailDiscard input, Work work, SupportDatabase database) => DiscardAsync(id, input, work, database).ToHttpAsync())
            .Needs(Permissions.TicketsWrite)
            .Describe(
                "Give an answer up that is not out", Body.Json("""{ "reason": "The customer called" }"""),
                Response.Of<OutgoingMailView>(200), Response.Error(400, 404, 409));
    }

    public static Task<Answer> RetryAsync(long id, Work work, SupportDatabase database) => MendAsync(
        id, work, database, transaction => OutgoingMails.ReviveAsync(transaction, id, database.Clock.GetUtcNow()), "it is out already");

    public static async Task<Answer> DiscardAsync(long id, MailDiscard input, Work work, SupportDatabase database) =>
        input.Refuse() is { } refusal
            ? refusal
            : await MendAsync(id, work, database, transaction => OutgoingMails.DiscardAsync(transaction, id, input.Reason!),
                "it is out, or discarded already");

    private static async Task<Answer> MendAsync(
        long id, Work work, SupportDatabase database, Func<ITransaction, ValueTask<bool>> mend, string rule)
    {
        if (await database.Store.WriteAsync(mend, work.Ct))
        {
            database.Store.Signals.Ring(OutgoingMails.Topic);
            return await ReadOutgoingMail.ReadAsync(id, work, database);
        }

        var there = await ReadOutgoingMail.ReadAsync(id, work, database);
        return there.Refusal is null ? new Refusal(RefusalCode.Conflict, $"Mail {id} stays as it is: {rule}.") : there;
    }
}
