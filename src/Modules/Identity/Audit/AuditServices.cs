using Lockstep.Contracts.Access;
using Lockstep.Runtime;
using Lockstep.Runtime.Outbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Identity.Audit;

/// <summary>The audit log's part of the module.</summary>
internal static class AuditServices
{
    public static void AddAudit(this IServiceCollection services)
    {
        services.AddCheckedOptions<AuditOptions>("Audit");
        services.AddSingleton<SecretSalts>();
        services.AddSingleton<AuditLog>();
        services.AddSingleton<IAuditTrail>(provider => provider.GetRequiredService<AuditLog>());
        services.AddSingleton<IEventConsumer, AuditIntake>();
        services.AddSingleton<VerifyAudit>();
        services.AddHostedService<AuditStart>();
        services.AddHostedService<AuditSealer>();
        services.AddHostedService<RepeatRecorder>();
    }

    public static void MapAudit(this IEndpointRouteBuilder routes)
    {
        var audit = routes.MapGroup("/audit").WithTags("Audit");
        ListAudit.Map(audit);
        ReadAuditHead.Map(audit);
        VerifyAudit.Map(audit);
        EraseAudit.Map(audit);
    }
}
