using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Json;
using Lockstep.Contracts.Tickets;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Support.Schema;
using Lockstep.Support.Tickets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Support.Comments;

/// <summary>POST /tickets/{id}/comments, also by the customer of the ticket</summary>
internal sealed class AddComment(CommentWriter comments, SupportDatabase database, TicketReferences references)
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(
            "/{id:long}/comments",
            (long id, CommentInput input, Work work, [FromServices] AddComment add) => add.RunAsync(id, input, work).ToHttpAsync())
        .NeedsOrOwn(Permissions.TicketsWrite, Permissions.TicketsWriteOwn)
        .Describe(
            "Comment a ticket, in public or for the staff alone; it may take a step of its life cycle with it",
            Body.Json("""{ "body": "We send the two boxes today.", "visibility": "public", "status": "waiting" }"""),
            Response.Of<TicketComment>(201), Response.Error(400, 404, 409, 412, 422));

    public async Task<Answer> RunAsync(long id, CommentInput input, Work work)
    {
        if (CommentRules.Refuse(input, work) is { } refusal)
        {
            return refusal;
        }

        IReadOnlyList<long> mentions = [.. (input.Mentions ?? []).Distinct().Order()];

        // Asked before the write, which waits for no other module.
        if (mentions.Count > 0 && await references.FindBlindAsync(mentions, work.Ct) is [var blind, ..])
        {
            return Refusal.Invalid("mentions", $"There is no user {blind} who may see tickets.");
        }

        var comment = new NewComment
        {
            Body = input.Body!,
            IsPublic = input.Visibility is null or CommentRules.Public,
            IsFromCustomer = work.Only is not null,
            AuthorName = work.Caller.Name,
            Mentions = mentions,
            Status = TicketStatus.Parse(input.Status),
        };
        return await work.WriteOnceAsync(
            database,
            () => JsonSerializer.SerializeToUtf8Bytes(input, CommentJson.Default.CommentInput),
            transaction => WriteAsync(transaction, id, work, comment));
    }

    private async ValueTask<Answer> WriteAsync(ITransaction transaction, long id, Work work, NewComment comment)
    {
        if (await TicketRecord.Table.FindForUpdateAsync(transaction, id) is not { } before || !work.Reaches(before.CustomerId))
        {
            return Answer.NotFound(TicketRecord.Kind, id);
        }

        if (work.RefuseStale(before.Version) is { } stale)
        {
            return stale;
        }

        var (added, refusal) = await comments.AddAsync(transaction, work, before, comment);
        return added is null ? refusal! : Answer.Created(
            JsonSerializer.SerializeToUtf8Bytes(added, ContractsJson.Wire.TicketComment), 1, $"/api/tickets/{id}/comments/{added.Id}");
    }
}
