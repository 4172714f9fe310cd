using Lockstep.Runtime.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Imports;

/// <summary>GET /customers/imports/{id} and GET /customers/imports?run=, and the same of other resources</summary>
internal static class ReadImports
{
    private const string Kind = "import";

    public static void Map<TTarget>(IEndpointRouteBuilder routes, string permission) where TTarget : class, IImportTarget
    {
        routes.MapGet("/imports/{id:long}", ByIdAsync<TTarget>)
            .Needs(permission)
            .Describe("How far an import is", Response.Of<ImportView>(200), Response.Error(404));
        routes.MapGet("/imports", ByRunAsync<TTarget>)
            .Needs(permission)
            .Describe(
                "How far the newest import of a run is", Response.Of<ImportView>(200), Response.Error(400, 404),
                [new QueryParameter("run", "The name that the import was given", Example: "customers-2026-11")]);
    }

    private static async Task<Answer> ByIdAsync<TTarget>(long id, HttpContext context) where TTarget : class, IImportTarget
    {
        var (importer, target) = Of<TTarget>(context);
        return await importer.Runs.FindAsync(id, context.RequestAborted) is { } run
            ? Answer.Ok(ImportView.ToJson(run, target.Path))
            : Answer.NotFound(Kind, id);
    }

    private static async Task<Answer> ByRunAsync<TTarget>(HttpContext context, CancellationToken ct) where TTarget : class, IImportTarget
    {
        if (context.Request.Query["run"] is not [{ Length: > 0 } name])
        {
            return Problem.Invalid("run", "Must be the name that the import was given.");
        }

        var errors = new Errors();
        TextRules.Check(errors, "run", name, StartImport.NameMax);
        if (errors.ToProblem() is { } problem)
        {
            return problem;
        }

        var (importer, target) = Of<TTarget>(context);
        return await importer.Runs.FindNewestAsync(name, ct) is { } run
            ? Answer.Ok(ImportView.ToJson(run, target.Path))
            : new Problem(404, "There is no import of this run.");
    }

    private static (Importer<TTarget> Importer, TTarget Target) Of<TTarget>(HttpContext context) where TTarget : class, IImportTarget =>
        (context.RequestServices.GetRequiredService<Importer<TTarget>>(), context.RequestServices.GetRequiredService<TTarget>());
}
