using System.Text.Json.Nodes;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Tickets;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Support.Tickets;

/// <summary>POST /tickets/{id}/assign, to a user, a queue or both; null takes one away, and what is left out stays.</summary>
internal static class AssignTicket
{
    private static readonly string[] Members = ["assignee", "queue"];

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/{id:long}/assign",
            (long id, JsonObject input, Work work, [FromServices] ChangeTicket change) => RunAsync(id, input, work, change).ToHttpAsync())
        .Accepts<AssignInput>("application/json")
        .Needs(Permissions.TicketsWrite)
        .Describe(
            "Give a ticket to a user, to a queue or both; null takes it from one, and what is left out stays",
            Body.Json("""{ "queue": "billing", "assignee": null }"""),
            Response.Of<Ticket>(200), Response.Error(400, 404, 409, 412));

    public static Task<Answer> RunAsync(long id, JsonObject input, Work work, ChangeTicket change)
    {
        var errors = new Errors();
        foreach (var (name, _) in input.Where(static member => !Members.Contains(member.Key, StringComparer.OrdinalIgnoreCase)))
        {
            errors.Add(name, "Is not taken here; give assignee, queue or both.");
        }

        if (input.Count == 0)
        {
            errors.Add(Members[0], "Must be given, or queue, or both.");
        }

        return errors.ToRefusal() is { } refusal ? Task.FromResult<Answer>(refusal) : PatchTicket.RunAsync(id, input, work, change);
    }
}

/// <summary>What a client may say of whom a ticket is given to.</summary>
internal sealed record AssignInput
{
    /// <summary>A user who may write tickets; null for nobody.</summary>
    public long? Assignee { get; init; }

    /// <summary>Which people look after it; null for all.</summary>
    public string? Queue { get; init; }
}
