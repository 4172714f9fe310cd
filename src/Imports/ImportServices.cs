using Lockstep.Runtime;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Modules;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Imports;

/// <summary>What a module calls to have a resource of its own imported.</summary>
public static class ImportServices
{
    /// <summary>Registers a target and its imports.</summary>
    /// <param name="services">The services.</param>
    /// <param name="module">The module whose database has the tables.</param>
    /// <param name="tables">The tables of the target.</param>
    public static IServiceCollection AddImports<TTarget>(this IServiceCollection services, string module, ImportTables tables)
        where TTarget : class, IImportTarget
    {
        services.AddJson(ImportJson.Default);
        services.AddCheckedOptions<ImportOptions>("Import");
        services.AddCheckedOptions<ImportRetentionOptions>("Retention");
        services.AddSingleton(tables.Retention(module));
        services.AddSingleton<TTarget>();
        return services.AddSingleton<Importer<TTarget>>();
    }

    /// <summary>What a manifest says of an import.</summary>
    /// <param name="name">The resource as people say it.</param>
    /// <param name="path">Where it is in the API.</param>
    /// <param name="own">The parameters of its own, as the API describes them.</param>
    public static ImportManifest Manifest(string name, string path, IReadOnlyList<QueryParameter> own) =>
        new(name, path, [.. own.Select(static parameter => new ImportParameter(parameter.Name, parameter.Description))]);

    /// <summary>Maps the endpoints of a target's imports.</summary>
    /// <param name="routes">The resource's routes.</param>
    /// <param name="read">The permission to look at imports.</param>
    /// <param name="write">The permission to import.</param>
    /// <param name="tables">The tables of the target.</param>
    /// <param name="about">What the OpenAPI document says.</param>
    /// <param name="parameters">The parameters of its own.</param>
    public static void MapImports<TTarget>(
        this IEndpointRouteBuilder routes, string read, string write, ImportTables tables, ImportDescription about, params IReadOnlyList<QueryParameter> parameters)
        where TTarget : class, IImportTarget
    {
        StartImport.Map<TTarget>(routes, write, about, parameters);
        ReadImports.Map<TTarget>(routes, read);
        ReadVerdicts.Map<TTarget>(routes, read, tables);
    }
}
