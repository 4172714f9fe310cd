using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lockstep.Imports;

/// <summary>POST /customers/imports/{id}/undo, and the same of other resources</summary>
internal static class StartUndo
{
    private const string Again = "again";

    public static void Map<TTarget>(IEndpointRouteBuilder routes, string permission) where TTarget : class, IImportTarget =>
        routes.MapPost(
            "/imports/{id:long}/undo",
            (long id, HttpRequest request, Work work, IServiceProvider services) =>
                RunAsync<TTarget>(id, request.Query[Again], work, services).ToHttpAsync())
        .Needs(permission)
        .Describe(
            "Undo an import: what it made goes, what it changed is put back, and what somebody changed since, or has more hanging on it, "
            + "stays and is told; asked for again it is the same undo",
            Response.Of<UndoView>(202), Response.Error(400, 404, 409, 410),
            [new QueryParameter(Again, "yes to try those once more that stayed")]);

    private static async Task<Answer> RunAsync<TTarget>(long id, string? again, Work work, IServiceProvider services)
        where TTarget : class, IImportTarget
    {
        if (again is not (null or "" or "yes"))
        {
            return Refusal.Invalid(Again, "Must be yes, or left out.");
        }

        var (run, refusal) = await FindAsync<TTarget>(id, work, services);
        if (run is null)
        {
            return refusal!;
        }

        var isAgain = again is "yes" && run.Undo is "finished";
        if ((run.Undo is null || isAgain)
            && (Refuse<TTarget>(run, services) ?? await BeginAsync<TTarget>(run, isAgain, work, services)) is { } reason)
        {
            return reason;
        }

        var target = services.GetRequiredService<TTarget>();
        target.Database.Store.Signals.Ring(Undoer<TTarget>.Topic);
        var undo = await target.Database.Store.ReadAsync(reader => UndoTable.FindAsync(reader, run.Key), work.Ct);
        return Answer.Accepted(
            UndoAnswer.ToJson(undo!, TTarget.Kind, run.Id), location: UndoAnswer.PathOf(TTarget.Kind, run.Id));
    }

    /// <summary>An import, for who may have it undone.</summary>
    public static async Task<(ImportRun? Run, Refusal? Refusal)> FindAsync<TTarget>(long id, Work work, IServiceProvider services)
        where TTarget : class, IImportTarget
    {
        if (services.GetRequiredService<TTarget>().Undo is not { } undo)
        {
            return (null, new Refusal(RefusalCode.Conflict, $"Imports of {TTarget.Kind.Resource} can't be undone."));
        }

        if (undo.Needs.Select(work.RefuseUnless).FirstOrDefault(static refusal => refusal is not null) is { } refusal)
        {
            return (null, refusal);
        }

        return await services.GetRequiredService<Importer<TTarget>>().Runs.FindAsync(id, work.Ct) is { } run
            ? (run, null)
            : (null, Refusal.NotFound("import", id));
    }

    /// <summary>Why an import that nobody had undone can't be; null when it can.</summary>
    public static Refusal? Refuse<TTarget>(ImportRun run, IServiceProvider services) where TTarget : class, IImportTarget
    {
        var kept = services.GetRequiredService<IOptions<RetentionOptions>>().Value.ImportRows;
        var now = services.GetRequiredService<TTarget>().Database.Clock.GetUtcNow();
        return run switch
        {
            { State: "running" } => new Refusal(
                RefusalCode.Conflict, $"Import {run.Id} is still running; wait until it is done, or stop it.",
                RetryAfter: TimeSpan.FromSeconds(1)),
            { HasWritten: false } => new Refusal(
                RefusalCode.Conflict, $"Import {run.Id} made and changed nothing, so there is nothing to undo."),
            _ when run.UpdatedAt < now - kept => new Refusal(
                RefusalCode.Expired,
                $"Imports can be undone for {kept.TotalDays:0.##} days; what the rows of this one did is kept no longer."),
            _ => null,
        };
    }

    /// <summary>
    /// Notes down that it is to be undone, holding the import so that no upload goes on with it; one that was interrupted ends here.
    /// </summary>
    private static async Task<Refusal?> BeginAsync<TTarget>(ImportRun run, bool isAgain, Work work, IServiceProvider services)
        where TTarget : class, IImportTarget
    {
        // First, because it is in another database: an undo that nobody knows of is worse than an entry about one that never began.
        var trail = services.GetRequiredService<IAuditTrail>();
        await trail.RecordAsync(new AuditEntry(work.Actor, "import:undone", $"{TTarget.Kind.Resource}/imports/{run.Id}"), work.Ct);
        var database = services.GetRequiredService<TTarget>().Database;
        await using var held = await services.GetRequiredService<Importer<TTarget>>().Runs.HoldAsync(run, work.Ct);
        if (held is null)
        {
            return ImportRuns.Busy;
        }

        await database.Store.WriteAsync(
            async transaction =>
            {
                await held.CheckAsync(transaction);
                var now = database.Clock.GetUtcNow();
                if (isAgain)
                {
                    return await UndoTable.TryAgainAsync(transaction, run.Key, now);
                }

                // Ended in the commit that asks for the undo: an upload that found it open would add rows that nobody takes back.
                await ImportTable.EndAsync(transaction, run.Key, now);
                return await UndoTable.AddAsync(transaction, run.Key, work.Actor, now) == 1;
            },
            work.Ct);
        return null;
    }
}
