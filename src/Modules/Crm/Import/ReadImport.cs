using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Crm.Import;

/// <summary>GET /customers/imports/{id} and GET /customers/imports?run=</summary>
internal static class ReadImport
{
    private const string Kind = "import";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/imports/{id:long}", ByIdAsync)
            .Needs(Permissions.CustomersRead)
            .Describe("How far an import is", Response.Of<ImportView>(200), Response.Error(404));
        routes.MapGet("/imports", ByRunAsync)
            .Needs(Permissions.CustomersRead)
            .Describe(
                "How far the newest import of a run is", Response.Of<ImportView>(200), Response.Error(400, 404),
                [new QueryParameter("run", "The name that the import was given", Example: "customers-2026-11")]);
    }

    private static async Task<Answer> ByIdAsync(long id, HttpContext context, ImportRuns runs) =>
        await runs.FindAsync(id, context.RequestAborted) is { } run ? Answer.Ok(ImportView.ToJson(run)) : Answer.NotFound(Kind, id);

    private static async Task<Answer> ByRunAsync(HttpContext context, [FromKeyedServices(CrmModule.Key)] ModuleDatabase database)
    {
        if (context.Request.Query["run"] is not [{ Length: > 0 } name])
        {
            return Problem.Invalid("run", "Must be the name that the import was given.");
        }

        var errors = new Errors();
        TextRules.Check(errors, "run", name, ImportCustomers.NameMax);
        if (errors.ToProblem() is { } problem)
        {
            return problem;
        }

        var run = await database.Store.ReadAsync(
            reader => ImportTable.FindNewestAsync(reader, name, database.Clock.GetUtcNow()), context.RequestAborted);
        return run is not null ? Answer.Ok(ImportView.ToJson(run)) : new Problem(404, "There is no import of this run.");
    }
}
