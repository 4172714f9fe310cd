using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Systems;
using Lockstep.Contracts.Tickets;
using Lockstep.Runtime;
using Lockstep.Runtime.Composition;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Records;
using Lockstep.Runtime.Security;
using Lockstep.Support.Clocks;
using Lockstep.Support.Comments;
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
public sealed class SupportModule : IModule
{
    /// <inheritdoc />
    public ModuleManifest Manifest { get; } = new()
    {
        Name = SupportDatabase.Name,
        Schema = typeof(SupportModule).Assembly,
        Permissions = [Permissions.TicketsRead, Permissions.TicketsReadOwn, Permissions.TicketsWrite, Permissions.TicketsWriteOwn],
        Records = [TicketRecord.Kind],
        Live = [TicketRecord.Table.Live()],
        FlowReads = SupportSystem.Readable,
        FlowWrites = SupportSystem.Writable,
        Exports = [new("tickets", "/api/tickets/export")],
        Secrets = [ThreadKey.Column],
        Retention = [IncomingMails.Retention, IncomingMails.TextRetention, OutgoingMails.Retention],
        Future = [OutgoingMails.Future],
        Metrics = [MailBacklog.Aside, MailBacklog.Waiting],
    };

    /// <inheritdoc />
    public void AddServices(IServiceCollection services)
    {
        services.AddModuleDatabase(Manifest, static parts => new SupportDatabase(parts));
        services.AddJson(TicketJson.Default, CommentJson.Default);
        services.AddRecord<SupportDatabase, Ticket, TicketInput>(TicketRecord.Table);
        services.AddSingleton<ServiceLevels>();
        services.AddSingleton<TicketWriter>();
        services.AddSingleton<TicketReferences>();
        services.AddSingleton<ChangeTicket>();
        services.AddSingleton<CommentWriter>();
        services.AddSingleton<AddComment>();
        services.AddSingleton<TicketWrites>();
        services.AddSingleton<IModuleSystem, SupportSystem>();
        services.AddSingleton<IOverviewPart, TicketsOverviewPart>();
        services.AddSingleton<ICustomerTies, TicketTies>();
        AddMail(services);
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
        AddComment.Map(tickets);
        ReadComments.Map(tickets);
        ReadIncomingMail.Map(tickets);
        MendIncomingMail.Map(tickets);
        ReadOutgoingMail.Map(tickets);
        MendOutgoingMail.Map(tickets);
    }

    private static void AddMail(IServiceCollection services)
    {
        services.AddCheckedOptions<TicketMailOptions>("Support:Mail");
        services.AddJson(IncomingMailJson.Default, OutgoingMailJson.Default);
        services.AddSingleton(new KnownSecret(BoxReader.PasswordName, "Signs in at the IMAP server whose box becomes tickets.", "Support:Mail:ImapPassword"));
        services.AddSingleton<ThreadKey>();
        services.AddSingleton<AnswerMail>();
        services.AddSingleton<MailIntake>();
        services.AddSingleton<MailRound>();
        services.AddHostedService<BoxReader>();
        services.AddHostedService<MailSender>();
        services.AddSingleton<MailBacklog>();
        services.AddHostedService(provider => provider.GetRequiredService<MailBacklog>());
    }
}
