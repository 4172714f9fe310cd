using Lockstep.Contracts.Access;
using Lockstep.Contracts.Inventory;
using Lockstep.Inventory.Ledger;
using Lockstep.Runtime;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Inventory.Products;

/// <summary>A product to write: what is asked, who asks, and the operation id under which its count, if any, enters the ledger.</summary>
internal sealed record ProductWrite(ProductInput Input, string Actor, string OperationId)
{
    public static ProductWrite Of(ProductInput input, HttpContext context, IdSource ids) =>
        new(input, Caller.Of(context)!.Subject, $"count:{ids.Next()}");

    /// <summary>A problem when the input is not valid, or holds a count that its sender may not enter; else null.</summary>
    public static Problem? Refuse(ProductInput input, HttpContext context) =>
        ProductRules.Check(input).ToProblem() ?? (input.Count is null ? null : Access.Refuse(Caller.Of(context), Permissions.StockWrite));

    /// <summary>Enters the count; the product with its new stock, or a 409 that names the field of the count.</summary>
    public async ValueTask<(Product Product, Problem? Problem)> CountAsync(ITransaction transaction, Product product, DateTimeOffset now)
    {
        if (Input.Count is not { } count)
        {
            return (product, null);
        }

        var posting = new Posting(product.Id, OperationId, MovementKinds.Count, count, null, null, Actor);
        var (movement, refusal) = await PostMovement.ApplyAsync(transaction, product.Stock, posting, now);
        return movement is null
            ? (product, PostMovement.Conflict(Input.CountField, refusal!))
            : (product with { Stock = movement.Stock }, null);
    }
}
