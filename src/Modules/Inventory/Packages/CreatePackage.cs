using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Inventory;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Lockstep.Inventory.Packages;

/// <summary>POST /packages</summary>
internal static partial class CreatePackage
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/", HandleAsync)
        .Needs(Permissions.PackagesWrite)
        .Describe(
            "Make a package; a customer who has a welcome package keeps that one",
            Body.Json("""{ "customerId": 42, "kind": "parcel" }"""),
            Response.Of<Package>(201), Response.Of<Package>(200), Response.Error(400, 422));

    private static async Task<Answer> HandleAsync(
        PackageInput input, HttpContext context, InventoryDatabase database,
        [FromServices] ICustomerDirectory customers, ILogger<InventoryDatabase> logger)
    {
        if (PackageRules.Check(input).ToProblem() is { } problem)
        {
            return problem;
        }

        // Ask for the customer before the write: a write waits for nothing but its own database.
        var known = await customers.FindNameAsync(input.CustomerId!.Value, context.RequestAborted);
        var wanted = new NewPackage(
            input.CustomerId.Value, input.CustomerName ?? known ?? "", PackageRules.ParseKind(input.Kind)!, null, Caller.Of(context)!.Subject);
        long made = 0;
        var answer = await context.WriteOnceAsync(
            database,
            () => JsonSerializer.SerializeToUtf8Bytes(input, PackageJson.Wire.PackageInput),
            async transaction =>
            {
                (var given, made) = await MakeAsync(transaction, database, wanted, known is not null);
                return given;
            });
        if (made != 0)
        {
            Made(logger, made, wanted.CustomerId);
        }

        return answer;
    }

    private static async ValueTask<(Answer Answer, long Made)> MakeAsync(
        ITransaction transaction, InventoryDatabase database, NewPackage wanted, bool isCustomerKnown)
    {
        if (isCustomerKnown && await PackageTable.TryInsertAsync(transaction, database, wanted) is var (id, json))
        {
            return (Answer.Created(json, 1, $"/api/packages/{id}"), id);
        }

        return await PackageTable.FindHolderAsync(transaction, wanted.CustomerId, wanted.Kind, null) is { } holder
            ? (Answer.Ok(PackageTable.ToJson(holder), holder.Version), 0)
            : (Problem.Invalid("customerId", $"There is no customer {wanted.CustomerId}."), 0);
    }

    [LoggerMessage(3001, LogLevel.Information, "package {Id} created for customer {CustomerId}")]
    internal static partial void Made(ILogger logger, long id, long customerId);
}
