using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Inventory;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Lockstep.Inventory.Packages;

/// <summary>POST /packages</summary>
internal static partial class CreatePackage
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/",
            (
                PackageInput input, Work work, PackageWriter packages, InventoryDatabase database,
                [FromServices] ICustomerDirectory customers, ILogger<InventoryDatabase> logger) =>
                RunAsync(input, work, packages, database, customers, logger).ToHttpAsync())
        .Needs(Permissions.PackagesWrite)
        .Describe(
            "Make a package; a customer who has a welcome package keeps that one",
            Body.Json("""{ "customerId": 42, "kind": "parcel" }"""),
            Response.Of<Package>(201), Response.Of<Package>(200), Response.Error(400, 422));

    public static async Task<Answer> RunAsync(
        PackageInput input, Work work, PackageWriter packages, InventoryDatabase database, ICustomerDirectory customers,
        ILogger<InventoryDatabase> logger)
    {
        if (PackageRules.Check(input).ToRefusal() is { } refusal)
        {
            return refusal;
        }

        // Ask for the customer before the write: a write waits for nothing but its own database.
        var known = (await customers.FindAsync([new CustomerKey(input.CustomerId, null, null)], work.Ct))[0];
        var wanted = new NewPackage
        {
            CustomerId = known?.Id ?? input.CustomerId,
            CustomerName = input.CustomerName ?? known?.Name ?? "",
            Kind = PackageRules.ParseKind(input.Kind),
            Custom = input.Custom,
        };
        return await work.WriteOnceAsync(
            database,
            () => JsonSerializer.SerializeToUtf8Bytes(input, PackageJson.Wire.PackageInput),
            transaction => MakeAsync(transaction, work, wanted, known is null ? null : packages, logger));
    }

    /// <summary>Without a writer, for a customer that is gone, there is only the package that it may have had.</summary>
    private static async ValueTask<Answer> MakeAsync(
        ITransaction transaction, Work work, NewPackage wanted, PackageWriter? packages, ILogger<InventoryDatabase> logger)
    {
        var written = packages is null ? null : await packages.CreateAsync(transaction, work, wanted);
        if (written is { IsNew: true, Record: { } made })
        {
            transaction.OnCommitted(() => Made(logger, made.Id, made.CustomerId));
            return written.ToCreated(static package => $"/api/packages/{package.Id}");
        }

        if (written?.Refusal is { } refusal)
        {
            return refusal;
        }

        var holder = written?.Record ?? await PackageWriter.FindHolderAsync(transaction, wanted);
        return holder is not null
            ? Answer.Ok(PackageRecord.Table.ToJson(holder), holder.Version)
            : Refusal.Invalid("customerId", $"There is no customer {wanted.CustomerId}.");
    }

    [LoggerMessage(3001, LogLevel.Information, "package {Id} created for customer {CustomerId}")]
    internal static partial void Made(ILogger logger, long id, long customerId);
}
