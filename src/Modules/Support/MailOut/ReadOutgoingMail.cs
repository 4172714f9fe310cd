using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Support.Mail;
using Lockstep.Support.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Support.MailOut;

/// <summary>GET /tickets/mail/outgoing, and one of them: what became of the answers by mail</summary>
internal static class ReadOutgoingMail
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(
                "/mail/outgoing",
                (HttpRequest request, Work work, SupportDatabase database) => ListAsync(request.Query, work, database).ToHttpAsync())
            .Needs(Permissions.TicketsRead)
            .Describe(
                "What became of answers by mail: those that were put aside, or others",
                Response.Of<OutgoingMailPage>(200), Response.Error(400),
                    MailQuery.Parameters(OutgoingMailView.States, OutgoingMails.Aside));
        routes.MapGet("/mail/outgoing/{id:long}", (long id, Work work, SupportDatabase database) =>
            ReadAsync(id, work, database).ToHttpAsync())
            .Needs(Permissions.TicketsRead)
            .Describe("What became of one answer by mail", Response.Of<OutgoingMailView>(200), Response.Error(404));
    }

    public static async Task<Answer> ListAsync(IQueryCollection parameters, Work work, SupportDatabase database)
    {
        var (query, refusal) = MailQuery.Read(parameters, OutgoingMailView.States, OutgoingMails.Aside);
        if (query is null)
        {
            return refusal!;
        }

        var rows = await database.Store.ReadAsync(reader => OutgoingMailView.ListAsync(reader, query), work.Ct);
        var page = new OutgoingMailPage([.. rows.Take(query.Size)], query.Next(rows, static mail => mail.Id));
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(page, OutgoingMailJson.Wire.OutgoingMailPage));
    }

    public static async Task<Answer> ReadAsync(long id, Work work, SupportDatabase database) =>
        await database.Store.ReadAsync(reader => OutgoingMailView.FindAsync(reader, id), work.Ct) is { } mail
            ? Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(mail, OutgoingMailJson.Wire.OutgoingMailView))
            : Answer.NotFound(OutgoingMailView.Kind, id);
}
