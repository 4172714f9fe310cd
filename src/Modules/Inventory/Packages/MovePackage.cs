using Lockstep.Contracts.Access;
using Lockstep.Contracts.Inventory;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Inventory.Packages;

/// <summary>PATCH /packages/{id}: the status is all of a package that changes.</summary>
internal static class MovePackage
{
    public sealed record Request(string? Status);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPatch("/{id:long}", HandleAsync)
        .Needs(Permissions.PackagesWrite)
        .Describe(
            "Move a package along",
            Body.Json("""{ "status": "Packed" }"""),
            Response.Of<Package>(200), Response.Error(400, 404, 409, 412));

    private static async Task<Answer> HandleAsync(
        long id, Request request, HttpContext context, InventoryDatabase database)
    {
        if (PackageStatus.Parse(request.Status) is not { } status)
        {
            return Problem.Invalid("status", $"Must be one of {string.Join(", ", PackageStatus.All)}.");
        }

        return await database.Store.WriteAsync(
            async transaction => await PackageTable.FindForUpdateAsync(transaction, id) is { } before
                ? IfMatch.Refuse(context, before.Version)
                    ?? await ApplyAsync(transaction, database, before, status, Caller.Of(context)!.Subject)
                : Answer.NotFound(PackageTable.Kind, id),
            context.RequestAborted);
    }

    private static async ValueTask<Answer> ApplyAsync(
        ITransaction transaction, InventoryDatabase database, Package before, string status, string actor)
    {
        if (string.Equals(status, before.Status, StringComparison.Ordinal))
        {
            return Answer.Ok(PackageTable.ToJson(before), before.Version);
        }

        if (!PackageStatus.IsLegal(before.Status, status))
        {
            return Illegal(before, status);
        }

        var now = database.Clock.GetUtcNow();
        var after = before with { Status = status, Version = before.Version + 1, UpdatedAt = now };
        await transaction.SendAsync(
            "update packages set status = $2, version = $3, updated_at = $4 where id = $1", after.Id, after.Status, after.Version, now);
        var json = PackageTable.ToJson(after);
        await database.Log.AppendAsync<PackageChanged>(transaction, new RecordChange(
            PackageTable.Kind, after.Id, after.Version, ChangeKind.Changed, actor, now, "status", json));
        return Answer.Ok(json, after.Version);
    }

    private static Problem Illegal(Package before, string status)
    {
        var legal = string.Join(" or ", PackageStatus.Next(before.Status));
        var message = $"A package can't go from {before.Status} to {status}; "
            + (legal.Length == 0 ? "it goes nowhere from there." : $"from there it goes to {legal}.");
        return new Problem(409, message, new Dictionary<string, string[]>(StringComparer.Ordinal) { ["status"] = [message] });
    }
}
