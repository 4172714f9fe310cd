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
using Lockstep.Support.Answers;
using Lockstep.Support.Attachments;
using Lockstep.Support.Clocks;
using Lockstep.Support.Comments;
using Lockstep.Support.Escalation;
using Lockstep.Support.Import;
using Lockstep.Support.Links;
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
        Imports = [TicketImports.Kind.Manifest],
        Exports = [new("tickets", "/api/tickets/export")],
    };

    /// <inheritdoc />
    public void AddServices(IServiceCollection services)
    {
        services.AddModuleDatabase(Manifest, static parts => new SupportDatabase(parts));
        services.AddJson(TicketJson.Default, CommentJson.Default, CalendarJson.Default, AttachmentJson.Default, LinkJson.Default,
            CannedJson.Default);
        services.AddRecord<SupportDatabase, Ticket, TicketInput>(TicketRecord.Table);
        services.AddCheckedOptions<SupportOptions>("Support");
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
        services.AddSingleton<TicketWrites>();
        services.AddSingleton<IModuleSystem, SupportSystem>();
        services.AddSingleton<IOverviewPart, TicketsOverviewPart>();
        services.AddSingleton<ICustomerTies, TicketTies>();
        services.AddSingleton<IErasurePart, TicketsErasure>();
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
        AddComment.Map(tickets);
        ReadComments.Map(tickets);
        AddAttachment.Map(tickets);
        ReadAttachments.Map(tickets);
        DeleteAttachment.Map(tickets);
        LinkTickets.Map(tickets);
        MergeTicket.Map(tickets);
        AnswerEndpoints.Map(tickets);
        ReadCalendars.Map(tickets);
        SetCalendar.Map(tickets);
    }
}
