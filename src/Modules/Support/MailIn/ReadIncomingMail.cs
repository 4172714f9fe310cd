using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Support.Mail;
using Lockstep.Support.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Support.MailIn;

/// <summary>GET /tickets/mail/incoming, and one of them: what became of the mails that came</summary>
internal static class ReadIncomingMail
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(
                "/mail/incoming",
                (HttpRequest request, Work work, SupportDatabase database) => ListAsync(request.Query, work, database).ToHttpAsync())
            .Needs(Permissions.TicketsRead)
            .Describe(
                "What became of mails to the box: those that were put aside, or others",
                Response.Of<IncomingMailPage>(200), Response.Error(400),
                    MailQuery.Parameters(IncomingMailView.States, IncomingMails.Aside));
        routes.MapGet("/mail/incoming/{id:long}", (long id, Work work, SupportDatabase database) =>
            ReadAsync(id, work, database).ToHttpAsync())
            .Needs(Permissions.TicketsRead)
            .Describe("What became of one mail, with its whole text", Response.Of<IncomingMailView>(200), Response.Error(404));
    }

    public static async Task<Answer> ListAsync(IQueryCollection parameters, Work work, SupportDatabase database)
    {
        var (query, refusal) = MailQuery.Read(parameters, IncomingMailView.States, IncomingMails.Aside);
        if (query is null)
        {
            return refusal!;
        }

        var rows = await database.Store.ReadAsync(reader => IncomingMailView.ListAsync(reader, query), work.Ct);
        var page = new IncomingMailPage([.. rows.Take(query.Size)], query.Next(rows, static mail => mail.Id));
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(page, IncomingMailJson.Wire.IncomingMailPage));
    }

    public static async Task<Answer> ReadAsync(long id, Work work, SupportDatabase database) =>
        await database.Store.ReadAsync(reader => IncomingMailView.FindAsync(reader, id), work.Ct) is { } mail
            ? Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(mail, IncomingMailJson.Wire.IncomingMailView))
            : Answer.NotFound(IncomingMailView.Kind, id);
}
