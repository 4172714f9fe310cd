using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Json;
using Lockstep.Crm.Customers;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Dialects;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Lockstep.Crm.Dialects;

/// <summary>Customers of dialects that list, read, make, change and delete them, each in its own words.</summary>
/// <typeparam name="T">A customer as the dialect shows it.</typeparam>
/// <typeparam name="TInput">What its clients say of one.</typeparam>
internal sealed record DialectCustomers<T, TInput>
    where TInput : class
{
    /// <summary>How customers are shown.</summary>
    public required DialectReads<Customer, CustomerInput, T> Reads { get; init; }

    /// <summary>The body of a new customer.</summary>
    public required string Example { get; init; }

    public required Func<TInput, CustomerInput> ToCustomer { get; init; }

    /// <summary>What each member of an input says.</summary>
    public required Func<TInput, IReadOnlyList<GivenMember>> Members { get; init; }

    /// <summary>What that means for the customer as it is.</summary>
    public Func<JsonObject, Customer, JsonObject> Patch { get; init; } = static (patch, _) => patch;

    public required JsonTypeInfo<TInput> InputJson { get; init; }

    private string One => $"{Reads.Path}/{{id:long}}";

    public void Map(IEndpointRouteBuilder dialect)
    {
        Reads.Map<CrmDatabase>(dialect);
        dialect.MapPost(
                Reads.Path,
                (WholeRecord whole, Work work, CustomerWriter customers, CrmDatabase database, ILogger<CrmDatabase> logger) =>
                    Reads.ToldAsync(CreateAsync(whole, work, customers, database, logger)).ToHttpAsync())
            .Accepts<TInput>("application/json")
            .Needs(Permissions.CustomersWrite)
            .Describe("Create a customer", Body.Json(Example), Response.Of<T>(201), Response.Error(400, 409));
        dialect.MapPut(
                One,
                (long id, WholeRecord whole, Work work, CustomerWriter customers, CrmDatabase database) =>
                    Reads.ToldAsync(ChangeAsync(id, whole, work, customers, database)).ToHttpAsync())
            .Accepts<TInput>("application/json")
            .NeedsOrOwn(Permissions.CustomersWrite, Permissions.CustomersWriteOwn)
            .Describe(
                "Change a customer; what is left out stays as it is", Body.Json(Example),
                Response.Of<T>(200), Response.Error(400, 404, 409));
        dialect.MapDelete(
                One,
                (long id, Work work, [FromServices] DeleteCustomer deletion) => deletion.RunAsync(id, work).ToHttpAsync())
            .Needs(Permissions.CustomersWrite)
            .Describe("Delete a customer for whom nothing is under way", Response.Empty(204), Response.Error(404, 409));
    }

    private Task<Answer> CreateAsync(
        WholeRecord whole, Work work, CustomerWriter customers, CrmDatabase database, ILogger<CrmDatabase> logger)
    {
        var (input, refusal) = GivenBody.Read(whole, InputJson);
        return input is null
            ? Task.FromResult<Answer>(refusal!)
            : CreateCustomer.RunAsync(ToCustomer(input), work, customers, database, logger);
    }

    private Task<Answer> ChangeAsync(long id, WholeRecord whole, Work work, CustomerWriter customers, CrmDatabase database)
    {
        var (patch, refusal) = GivenBody.Read(whole, InputJson, Members);
        return patch is null
            ? Task.FromResult<Answer>(refusal!)
            : PatchCustomer.RunAsync(id, before => Patch(patch, before), work, customers, database);
    }
}
