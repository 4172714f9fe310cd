using System.Text.Json;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Imports;

/// <summary>GET /customers/imports/{id} and GET /customers/imports?run=, and the same of other resources</summary>
internal static class ReadImports
{
    private const string Kind = "import";
    private const int RecentMax = 20;

    public static void Map<TTarget>(IEndpointRouteBuilder routes, string permission) where TTarget : class, IImportTarget
    {
        routes.MapGet(
            "/imports/{id:long}", (long id, Work work, IServiceProvider services) => ByIdAsync<TTarget>(id, work, services).ToHttpAsync())
            .Needs(permission)
            .Describe("How far an import is", Response.Of<ImportView>(200), Response.Error(404));
        routes.MapGet("/imports/recent", (Work work, IServiceProvider services) => ListAsync<TTarget>(work, services).ToHttpAsync())
            .Needs(permission)
            .Describe($"The newest imports, at most {RecentMax}", Response.Of<ImportList>(200));
        routes.MapGet("/imports", (HttpRequest request, Work work, IServiceProvider services) =>
                ByRunAsync<TTarget>(request.Query["run"], work, services).ToHttpAsync())
            .Needs(permission)
            .Describe(
                "How far the newest import of a run is", Response.Of<ImportView>(200), Response.Error(400, 404),
                [new QueryParameter("run", "The name that the import was given", Example: "customers-2026-11")]);
    }

    private static async Task<Answer> ListAsync<TTarget>(Work work, IServiceProvider services) where TTarget : class, IImportTarget
    {
        var target = services.GetRequiredService<TTarget>();
        var runs = await services.GetRequiredService<Importer<TTarget>>().Runs.ListNewestAsync(RecentMax, work.Ct);
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(
            new ImportList([.. runs.Select(run => ImportView.Of(run, target))]), ImportJson.Wire.ImportList));
    }

    private static async Task<Answer> ByIdAsync<TTarget>(long id, Work work, IServiceProvider services) where TTarget : class, IImportTarget
    {
        return await services.GetRequiredService<Importer<TTarget>>().Runs.FindAsync(id, work.Ct) is { } run
            ? Answer.Ok(ImportView.ToJson(run, services.GetRequiredService<TTarget>()))
            : Answer.NotFound(Kind, id);
    }

    private static async Task<Answer> ByRunAsync<TTarget>(string? name, Work work, IServiceProvider services) where TTarget : class,
    IImportTarget
    {
        if (string.IsNullOrEmpty(name))
        {
            return Refusal.Invalid("run", "Must be the name that the import was given.");
        }

        var errors = new Errors();
        TextRules.Check(errors, "run", name, StartImport.NameMax);
        if (errors.ToRefusal() is { } refusal)
        {
            return refusal;
        }

        return await services.GetRequiredService<Importer<TTarget>>().Runs.FindNewestAsync(name, work.Ct) is { } run
            ? Answer.Ok(ImportView.ToJson(run, services.GetRequiredService<TTarget>()))
            : new Refusal(RefusalCode.NotFound, "There is no import of this run.");
    }
}
