using System.Text.Json.Serialization.Metadata;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Inventory;
using Lockstep.Contracts.Json;
using Lockstep.Inventory.Products;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Dialects;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Lockstep.Inventory.Dialects;

/// <summary>Products of dialects whose stock is one number: listed, read, made, changed and deleted, each in its own words.</summary>
/// <typeparam name="T">A product as the dialect shows it.</typeparam>
/// <typeparam name="TInput">What its clients say of one.</typeparam>
internal sealed record DialectProducts<T, TInput>
    where TInput : class
{
    /// <summary>How products are shown.</summary>
    public required DialectReads<Product, ProductInput, T> Reads { get; init; }

    /// <summary>The dialect's name of the number.</summary>
    public required string Number { get; init; }

    /// <summary>The body of a new product.</summary>
    public required string Example { get; init; }

    public required Func<TInput, ProductInput> ToProduct { get; init; }

    /// <summary>What each member of an input says.</summary>
    public required Func<TInput, IReadOnlyList<GivenMember>> Members { get; init; }

    public required JsonTypeInfo<TInput> InputJson { get; init; }

    private string One => $"{Reads.Path}/{{id:long}}";

    public void Map(IEndpointRouteBuilder dialect)
    {
        Reads.Map<InventoryDatabase>(dialect);
        dialect.MapPost(
                Reads.Path,
                (WholeRecord whole, Work work, ProductWriter products, InventoryDatabase database, ILogger<InventoryDatabase> logger) =>
                    Reads.ToldAsync(CreateAsync(whole, work, products, database, logger)).ToHttpAsync())
            .Accepts<TInput>("application/json")
            .Needs(Permissions.ProductsWrite)
            .Describe("Create a product", Body.Json(Example), Response.Of<T>(201), Response.Error(400, 409));
        dialect.MapPut(
                One,
                (long id, WholeRecord whole, Work work, ProductWriter products, InventoryDatabase database) =>
                    Reads.ToldAsync(StockNumber.ChangeAsync(
                        id, GivenBody.Read(whole, InputJson, Members), Number, work, products, database)).ToHttpAsync())
            .Accepts<TInput>("application/json")
            .Needs(Permissions.ProductsWrite)
            .Describe(
                "Change a product; what is left out stays as it is", Body.Json(Example),
                Response.Of<T>(200), Response.Error(400, 404, 409));
        dialect.MapDelete(
                One,
                (long id, Work work, ProductWriter products, InventoryDatabase database) =>
                    DeleteProduct.RunAsync(id, work, products, database).ToHttpAsync())
            .Needs(Permissions.ProductsWrite)
            .Describe("Delete a product", Response.Empty(204), Response.Error(404, 409));
    }

    private Task<Answer> CreateAsync(
        WholeRecord whole, Work work, ProductWriter products, InventoryDatabase database, ILogger<InventoryDatabase> logger)
    {
        var (input, refusal) = GivenBody.Read(whole, InputJson);
        return input is null
            ? Task.FromResult<Answer>(refusal!)
            : CreateProduct.RunAsync(ToProduct(input), work, products, database, logger);
    }
}
