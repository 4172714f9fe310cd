using Lockstep.Support.Mail;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Support.MailOut;

/// <summary>GET /tickets/mail/outgoing …: what became of the answers by mail</summary>
internal static class OutgoingMailRoutes
{
    private static readonly MailRoutes<OutgoingMailView, OutgoingMailPage> Routes = new()
    {
        Way = "outgoing",
        Kind = "outgoing mail",
        States = ["waiting", OutgoingMails.Sent, OutgoingMails.Skipped, OutgoingMails.Aside, "returned", "discarded"],
        Rows = OutgoingMailView.Rows,
        Page = static (mails, next) => new OutgoingMailPage(mails, next),
        Json = OutgoingMailJson.Wire.OutgoingMailView,
        PageJson = OutgoingMailJson.Wire.OutgoingMailPage,
        Topic = OutgoingMails.Topic,
        Revive = OutgoingMails.ReviveAsync,
        Discard = OutgoingMails.DiscardAsync,
        Words = new MailWords(
            List: "What became of answers by mail: those that were put aside, or others",
            Read: "What became of one answer by mail",
            Retry: "Send an answer now that waits, was put aside, came back, or had nobody to go to",
            NoRetry: "it is out already",
            Discard: "Give an answer up that is not out",
            NoDiscard: "it is out, or discarded already",
            Example: """{ "reason": "The customer called" }"""),
    };

    public static void Map(IEndpointRouteBuilder routes) => Routes.Map(routes);
}
