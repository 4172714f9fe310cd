using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Systems;
using Lockstep.Contracts.Tickets;
using Lockstep.Imports;
using Lockstep.Runtime;
using Lockstep.Runtime.Composition;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Records;
using Lockstep.Runtime.Security;
using Lockstep.Support.Answers;
using Lockstep.Support.Attachments;
using Lockstep.Support.Clocks;
using Lockstep.Support.Comments;
using Lockstep.Support.Dialects;
using Lockstep.Support.Erasure;
using Lockstep.Support.Escalation;
using Lockstep.Support.Import;
using Lockstep.Support.Links;
using Lockstep.Support.Mail;
using Lockstep.Support.MailIn;
using Lockstep.Support.MailOut;
using Lockstep.Support.Schema;
using Lockstep.Support.Tickets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Support;

/// <summary>Tickets: what customers ask, who looks after it, what was said, and by when it must be done.</summary>
public sealed class SupportModule : IModule, IDialectEndpoints
{
    /// <inheritdoc />
    public ModuleManifest Manifest { get; } = new()
    {
        Name = SupportDatabase.Name,
        Schema = typeof(SupportModule).Assembly,
        Permissions = [Permissions.TicketsRead, Permissions.TicketsReadOwn, Permissions.TicketsWrite, Permissions.TicketsWriteOwn],
        Records = [TicketRecord.Kind, TicketRecord.Fields.Kind],
        Audiences = [TicketRecord.Reads.Audience, TicketRecord.Fields.Audience],
        Live = [TicketRecord.Table.Live(), TicketRecord.Fields.Live],
        FlowReads = SupportSystem.Readable,
        FlowWrites = SupportSystem.Writable,
        FlowRecords = [SupportSystem.Tickets],
        Imports = [TicketImports.Kind.Manifest],
        Exports = [new("tickets", "/api/tickets/export")],
        Dialects = SupportDialects.Routes,
        Secrets = [ThreadKey.Column],
        Retention =
        [
            IncomingMails.AsideRetention, IncomingMails.Retention, IncomingMails.TextRetention, OutgoingMails.AsideRetention,
            OutgoingMails.Retention,
        ],
        Future = [OutgoingMails.Future],
        Metrics = [MailBacklog.Aside, MailBacklog.Oldest, MailBacklog.Waiting],
    };

    /// <inheritdoc />
    public void AddServices(IServiceCollection services)
    {
        services.AddModuleDatabase(Manifest, static parts => new SupportDatabase(parts));
        services.AddJson(
            TicketJson.Default, CommentJson.Default, CalendarJson.Default, AttachmentJson.Default, TicketLinkJson.Default,
            CannedJson.Default, ErasureJson.Default, ShopTicketJson.Default);
        services.AddRecord<SupportDatabase, Ticket, TicketInput>(TicketRecord.Table);
        services.AddCustomFields<SupportDatabase, Ticket, TicketInput>(TicketRecord.Table, TicketRecord.Fields);
        services.AddCheckedOptions<SupportOptions>("Support");
        services.AddSearch<SupportDatabase, Ticket, TicketInput>(TicketRecord.Table, TicketRecord.Reads);
        services.AddSingleton<ServiceLevels>();
        services.AddSingleton<SetCalendar>();
        services.AddSingleton<TicketEscalation>();
        services.AddHostedService(provider => provider.GetRequiredService<TicketEscalation>());
        services.AddSingleton<TicketWriter>();
        services.AddSingleton<TicketReferences>();
        services.AddSingleton<ChangeTicket>();
        services.AddSingleton<CommentWriter>();
        services.AddSingleton<AddComment>();
        services.AddSingleton<AttachmentWriter>();
        services.AddSingleton<AddAttachment>();
        services.AddSingleton<LinkWriter>();
        services.AddSingleton<CannedAnswers>();
        services.AddSingleton<RowReferences>();
        services.AddImports<TicketImports>();
        services.AddSingleton<TicketUndo>();
        services.AddSingleton<TicketWrites>();
        services.AddSingleton<IModuleSystem, SupportSystem>();
        services.AddSingleton<IOverviewPart, TicketsOverviewPart>();
        services.AddSingleton<IExportPart, TicketsOverviewPart>();
        services.AddSingleton<IExportPart, MailsExportPart>();
        services.AddSingleton<ICustomerTies, TicketTies>();
        services.AddTies<SupportDatabase>("customer", "ticket", "tickets", "customer_id");
        services.AddTies<SupportDatabase>("order", "ticket", "tickets", "order_id");
        AddMail(services);
        services.AddSingleton<TicketsErasure>();
        services.AddSingleton<IErasurePart>(static provider => provider.GetRequiredService<TicketsErasure>());
        services.AddSingleton<EraseRequester>();
        services.AddSingleton<IMergePart, TicketMerges>();
    }

    /// <inheritdoc />
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        var tickets = routes.MapGroup("/tickets").WithTags("Tickets");
        CreateTicket.Map(tickets);
        TicketRecord.Reads.Map<SupportDatabase>(tickets);
        TicketRecord.Reads.MapExport<SupportDatabase>(tickets);
        ReplaceTicket.Map(tickets);
        PatchTicket.Map(tickets);
        DeleteTicket.Map(tickets);
        AssignTicket.Map(tickets);
        tickets.MapImports<TicketImports>(Permissions.TicketsRead, Permissions.TicketsWrite);
        tickets.MapCustomFields<SupportDatabase>(TicketRecord.Fields, TicketRow.Rows.Fields.Knows);
        AddComment.Map(tickets);
        ReadComments.Map(tickets);
        IncomingMailRoutes.Map(tickets);
        OutgoingMailRoutes.Map(tickets);
        EraseRequester.Map(tickets);
        AddAttachment.Map(tickets);
        ReadAttachments.Map(tickets);
        DeleteAttachment.Map(tickets);
        LinkTickets.Map(tickets);
        MergeTicket.Map(tickets);
        AnswerEndpoints.Map(tickets);
        ReadCalendars.Map(tickets);
        SetCalendar.Map(tickets);
    }

    /// <inheritdoc />
    public void MapDialects(IEndpointRouteBuilder routes) => SupportDialects.Map(routes);

    private static void AddMail(IServiceCollection services)
    {
        services.AddCheckedOptions<TicketMailOptions>("Support:Mail");
        services.AddJson(IncomingMailJson.Default, OutgoingMailJson.Default);
        services.AddSingleton(new KnownSecret(BoxReader.PasswordName, "Signs in at the IMAP server whose box becomes tickets.",
            "Support:Mail:ImapPassword"));
        services.AddSingleton<ThreadKey>();
        services.AddSingleton<AnswerMail>();
        services.AddSingleton<MailIntake>();
        services.AddSingleton<MailAttempts>();
        services.AddSingleton<MailRound>();
        services.AddHostedService<BoxReader>();
        services.AddHostedService<MailSender>();
        services.AddSingleton<MailBacklog>();
        services.AddHostedService(provider => provider.GetRequiredService<MailBacklog>());
    }
}
