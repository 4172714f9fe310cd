using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
using Lockstep.Support.Tickets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Support.Erasure;

/// <summary>POST /tickets/requesters/erase: somebody who asked or wrote, and is no customer</summary>
internal sealed class EraseRequester(TicketsErasure erasure, ICustomerDirectory customers)
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/requesters/erase",
            (Requester input, Work work, [FromServices] EraseRequester erase) => erase.RunAsync(input, work).ToHttpAsync())
        .Needs(Permissions.UsersWrite)
        .WithoutTimeLimit()
        .Describe(
            "Erase a person who asked or wrote by mail and is no customer: tickets, their histories, mails. Repeated, it does what is left",
            Body.Json("""{ "email": "ada@example.com" }"""), Response.Of<ErasedRequester>(200), Response.Error(400, 409));

    public async Task<Answer> RunAsync(Requester input, Work work)
    {
        var errors = new Errors();
        Email.Check(errors, "email", input.Email, TicketRecord.EmailMax);
        if (string.IsNullOrWhiteSpace(input.Email))
        {
            errors.Add("email", "Must be given: the address of the person.");
        }

        if (errors.ToRefusal() is { } refusal)
        {
            return refusal;
        }

        // A customer is erased as one, in every module: by the address alone most of it would stay, and look erased.
        if ((await customers.FindAsync([new CustomerKey(null, null, input.Email)], work.Ct))[0] is { } customer)
        {
            return Refusal.Of(
                RefusalCode.Conflict, "email",
                $"Is the address of customer {customer.Id}; erase that one (/api/customers/{customer.Id}/erase).");
        }

        var records = await erasure.EraseAddressAsync(input.Email!, work.Actor, work.Ct);
        return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(
            new ErasedRequester(records, "/api/audit?action=record:erased"), ErasureJson.Default.ErasedRequester));
    }
}

/// <summary>Who is to be erased.</summary>
internal sealed record Requester
{
    /// <summary>The person's address, in any case.</summary>
    public string? Email { get; init; }
}

/// <summary>What was erased.</summary>
/// <param name="Records">Tickets and mails that spoke of the person.</param>
/// <param name="Proof">Where the audit log names the tickets.</param>
internal sealed record ErasedRequester(long Records, string Proof);

/// <summary>The JSON of it.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(Requester))]
[JsonSerializable(typeof(ErasedRequester))]
internal sealed partial class ErasureJson : JsonSerializerContext;
