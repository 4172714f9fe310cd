using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Json;
using Lockstep.Contracts.Tickets;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Http.Lists;
using Lockstep.Runtime.UseCases;
using Lockstep.Support.Schema;
using Lockstep.Support.Tickets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Support.Comments;

/// <summary>GET /tickets/{id}/comments, and one of them; customers see what is public on what is theirs.</summary>
internal static class ReadComments
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(
                "/{id:long}/comments",
                (long id, HttpRequest request, Work work, SupportDatabase database) =>
                    ListAsync(id, request.Query, work, database).ToHttpAsync())
            .NeedsOrOwn(Permissions.TicketsRead, Permissions.TicketsReadOwn)
            .Describe(
                "The comments of a ticket, the oldest first",
                Response.Of<CommentPage>(200), Response.Error(400, 404),
                [
                    new QueryParameter("size", $"Rows of a page, 1 to {ListLimits.SizeMax}; {ListLimits.SizeDefault} by default"),
                    new QueryParameter("after", "The value of next of the page before"),
                ]);
        routes.MapGet(
                "/{id:long}/comments/{commentId:long}",
                (long id, long commentId, Work work, SupportDatabase database) => ReadAsync(id, commentId, work, database).ToHttpAsync())
            .NeedsOrOwn(Permissions.TicketsRead, Permissions.TicketsReadOwn)
            .Describe("Read one comment", Response.Of<TicketComment>(200), Response.Error(404));
    }

    public static async Task<Answer> ListAsync(long id, IQueryCollection query, Work work, SupportDatabase database)
    {
        var errors = new Errors();
        var size = (int)query.Number("size", 1, ListLimits.SizeMax, ListLimits.SizeDefault, errors);
        var after = query.Number("after", 1, long.MaxValue, 0, errors);
        if (errors.ToRefusal() is { } refusal)
        {
            return refusal;
        }

        return await database.Store.ReadAsync<Answer>(
            async reader =>
            {
                if (await TicketRecord.Table.FindAsync(reader, id) is not { } ticket || !work.Reaches(ticket.CustomerId))
                {
                    return Answer.NotFound(TicketRecord.Kind, id);
                }

                var rows = await CommentTable.ListAsync(reader, id, after, size + 1, onlyPublic: work.Only is not null);
                var next = rows.Count > size ? rows[size - 1].Id.ToString(CultureInfo.InvariantCulture) : null;
                return Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(new CommentPage([.. rows.Take(size)], next),
                    CommentPageJson.Wire.CommentPage));
            },
            work.Ct);
    }

    public static async Task<Answer> ReadAsync(long id, long commentId, Work work, SupportDatabase database)
    {
        var comment = await database.Store.ReadAsync(
            async reader => await TicketRecord.Table.FindAsync(reader, id) is { } ticket && work.Reaches(ticket.CustomerId)
                ? await CommentTable.FindAsync(reader, id, commentId, onlyPublic: work.Only is not null)
                : null,
            work.Ct);
        return comment is null
            ? Answer.NotFound("comment", commentId)
            : Answer.Ok(JsonSerializer.SerializeToUtf8Bytes(comment, ContractsJson.Wire.TicketComment), 1);
    }
}

/// <summary>A page of comments.</summary>
/// <param name="Items">The oldest first.</param>
/// <param name="Next">Give it as <c>after</c> to get the next page; null on the last.</param>
internal sealed record CommentPage(IReadOnlyList<TicketComment> Items, string? Next);

/// <summary>Its JSON.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(CommentPage))]
internal sealed partial class CommentPageJson : JsonSerializerContext
{
    /// <summary>Letters of every script stay readable.</summary>
    public static CommentPageJson Wire { get; } = new(JsonBodies.Wire());
}
