using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Systems;
using Lockstep.Contracts.Tickets;
using Lockstep.Runtime.Composition;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Records;
using Lockstep.Support.Clocks;
using Lockstep.Support.Comments;
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
    }
}
