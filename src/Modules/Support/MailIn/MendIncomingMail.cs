using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Support.Mail;
using Lockstep.Support.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Support.MailIn;

/// <summary>POST /tickets/mail/incoming/{id}/retry and /discard: what becomes of a mail that made no ticket</summary>
internal static class MendIncomingMail
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/mail/incoming/{id:long}/retry", (long id, Work work, SupportDatabase database) =>
            RetryAsync(id, work, database).ToHttpAsync())
            .Needs(Permissions.TicketsWrite)
            .Describe(
                "Read a mail once more that was put aside or ignored; the box is looked into at once",
                Response.Of<IncomingMailView>(200), Response.Error(404, 409));
        routes.MapPost(
                "/mail/incoming/{id:long}/discard",
                (long id, MailDiscard input, Work work, SupportDatabase database) => DiscardAsync(id, input, work, database).ToHttpAsync())
            .Needs(Permissions.TicketsWrite)
            .Describe(
                "Give a mail up that was put aside", Body.Json("""{ "reason": "An advertisement" }"""),
                Response.Of<IncomingMailView>(200), Response.Error(400, 404, 409));
    }

    public static Task<Answer> RetryAsync(long id, Work work, SupportDatabase database) =>
        MendAsync(id, work, database, transaction => IncomingMails.ReviveAsync(transaction, id),
            "only one that was put aside, ignored or discarded is read again");

    public static async Task<Answer> DiscardAsync(long id, MailDiscard input, Work work, SupportDatabase database) =>
        input.Refuse() is { } refusal
            ? refusal
            : await MendAsync(
                id, work, database, transaction => IncomingMails.DiscardAsync(transaction, id, input.Reason!),
                    "only one that was put aside is discarded");

    private static async Task<Answer> MendAsync(
        long id, Work work, SupportDatabase database, Func<ITransaction, ValueTask<bool>> mend, string rule)
    {
        if (await database.Store.WriteAsync(mend, work.Ct))
        {
            database.Store.Signals.Ring(IncomingMails.Topic);
            return await ReadIncomingMail.ReadAsync(id, work, database);
        }

        var there = await ReadIncomingMail.ReadAsync(id, work, database);
        return there.Refusal is null ? new Refusal(RefusalCode.Conflict, $"Mail {id} stays as it is: {rule}.") : there;
    }
}
