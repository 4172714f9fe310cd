using Lockstep.Contracts.Customers;
using Lockstep.Runtime;
using Lockstep.Runtime.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Imports;

/// <summary>What a module calls to have a resource of its own imported.</summary>
public static class ImportServices
{
    /// <summary>Registers a target and its imports.</summary>
    public static IServiceCollection AddImports<TTarget>(this IServiceCollection services) where TTarget : class, IImportTarget
    {
        services.AddJson(ImportJson.Default);
        services.AddCheckedOptions<ImportOptions>("Import");
        services.AddSingleton<TTarget>();
        services.AddSingleton<ISample, Sample<TTarget>>();
        services.AddHostedService<SampleData>();
        services.AddSingleton<IErasurePart, VerdictErasure<TTarget>>();
        services.AddHostedService<Undoer<TTarget>>();
        return services.AddSingleton<Importer<TTarget>>();
    }

    /// <summary>Maps the endpoints of a target's imports.</summary>
    /// <param name="routes">The resource's routes.</param>
    /// <param name="read">The permission to look at imports.</param>
    /// <param name="write">The permission to import.</param>
    public static void MapImports<TTarget>(this IEndpointRouteBuilder routes, string read, string write)
        where TTarget : class, IImportTarget
    {
        StartImport.Map<TTarget>(routes, write);
        PreviewImport.Map<TTarget>(routes, write);
        ReadImports.Map<TTarget>(routes, read);
        ReadVerdicts.Map<TTarget>(routes, read);
        StartUndo.Map<TTarget>(routes, write);
        PreviewUndo.Map<TTarget>(routes, write);
        ReadUndo.Map<TTarget>(routes, read);
    }
}
