using Lockstep.Support.Mail;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Support.MailIn;

/// <summary>GET /tickets/mail/incoming …: what became of the mails that came</summary>
internal static class IncomingMailRoutes
{
    private static readonly MailRoutes<IncomingMailView, IncomingMailPage> Routes = new()
    {
        Way = "incoming",
        Kind = "incoming mail",
        States = [IncomingMails.Taken, IncomingMails.Ignored, IncomingMails.Aside, IncomingMails.Again, "discarded", IncomingMails.Reading],
        Rows = IncomingMailView.Rows,
        Page = static (mails, next) => new IncomingMailPage(mails, next),
        Json = IncomingMailJson.Wire.IncomingMailView,
        PageJson = IncomingMailJson.Wire.IncomingMailPage,
        Topic = IncomingMails.Topic,
        Revive = static (transaction, id, _) => IncomingMails.ReviveAsync(transaction, id),
        Discard = IncomingMails.DiscardAsync,
        Words = new MailWords(
            List: "What became of mails to the box: those that were put aside, or others",
            Read: "What became of one mail, with its whole text",
            Retry: "Read a mail once more that was put aside or ignored; the box is looked into at once",
            NoRetry: "only one that was put aside, ignored or discarded is read again",
            Discard: "Give a mail up that was put aside",
            NoDiscard: "only one that was put aside is discarded",
            Example: """{ "reason": "An advertisement" }"""),
    };

    public static void Map(IEndpointRouteBuilder routes) => Routes.Map(routes);
}
