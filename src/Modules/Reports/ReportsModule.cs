using Lockstep.Contracts.Access;
using Lockstep.Reports.Asking;
using Lockstep.Reports.Editions;
using Lockstep.Reports.Figures;
using Lockstep.Reports.Intake;
using Lockstep.Reports.Schedules;
using Lockstep.Reports.Schema;
using Lockstep.Runtime;
using Lockstep.Runtime.Composition;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Records;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Reports;

/// <summary>Reports: figures about everything, from facts of its own that events keep up to date.</summary>
public sealed class ReportsModule : IModule
{
    /// <inheritdoc />
    public ModuleManifest Manifest { get; } = new()
    {
        Name = ReportsDatabase.Name,
        Schema = typeof(ReportsModule).Assembly,
        Permissions = [Permissions.ReportsRead, Permissions.ReportsWrite],
        Records = [],
        Retention = [ScheduleTable.Retention],
        Future = [ScheduleTable.Future, RebuildTable.Future],
    };

    /// <inheritdoc />
    public void AddServices(IServiceCollection services)
    {
        services.AddModuleDatabase(Manifest, static parts => new ReportsDatabase(parts));
        services.AddJson(ReportJson.Default, RebuildJson.Default, ScheduleJson.Default);
        services.AddCheckedOptions<ReportOptions>("Reports");
        services.AddCheckedOptions<RebuildOptions>("Reports");
        services.AddSingleton<IEventConsumer, ReportIntake>();
        services.AddHostedService<Rebuilder>();
        services.AddStrayRenewal<ReportsDatabase>("facts", EditionTable.MakeGoodAsync);
        services.AddSingleton<ReportCache>();
        services.AddSingleton<FactReader>();
        services.AddSingleton<ReportRunner>();
        services.AddSingleton<IReport, SalesReport>();
        services.AddSingleton<IReport, ProductsReport>();
        services.AddSingleton<IReport, CustomersReport>();
        services.AddSingleton<IReport, CohortsReport>();
        services.AddSingleton<IReport, StockReport>();
        services.AddSingleton<IReport, TicketsReport>();
        services.AddSingleton<IReport, SyncReport>();
        services.AddCheckedOptions<ScheduleOptions>("Reports");
        services.AddSingleton<ScheduleRules>();
        services.AddSingleton<ReportPost>();
        services.AddSingleton<ScheduledReports>();
        services.AddHostedService<ScheduleWorker>();
    }

    /// <inheritdoc />
    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        var reports = routes.MapGroup("/reports").WithTags("Reports");
        ReportEndpoints.Map(reports, SalesReport.Kind);
        ReportEndpoints.Map(reports, ProductsReport.Kind);
        ReportEndpoints.Map(reports, CustomersReport.Kind);
        ReportEndpoints.Map(reports, CohortsReport.Kind);
        ReportEndpoints.Map(reports, StockReport.Kind);
        ReportEndpoints.Map(reports, TicketsReport.Kind);
        ReportEndpoints.Map(reports, SyncReport.Kind);
        StartRebuild.Map(reports);
        ScheduleEndpoints.Map(reports);
    }
}
