using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Support.Answers;

/// <summary>Where canned answers are served; see <see cref="CannedAnswers"/>.</summary>
internal static class AnswerEndpoints
{
    private const string Example =
        """{ "name": "On its way", "body": "Dear {{customer.name}}, we look after \"{{ticket.subject}}\" today." }""";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/answers", (Work work, [FromServices] CannedAnswers answers) => answers.ListAsync(work).ToHttpAsync())
            .Needs(Permissions.TicketsRead)
            .Describe("Answers that are written once and said often, by their names", Response.Of<CannedList>(200));
        routes.MapPost(
                "/answers", (CannedInput input, Work work, [FromServices] CannedAnswers answers) =>
                    answers.CreateAsync(input, work).ToHttpAsync())
            .Needs(Permissions.TicketsWrite)
            .Describe("Write such an answer", Body.Json(Example), Response.Of<CannedAnswer>(201), Response.Error(400, 409, 422));
        routes.MapGet(
                "/answers/{id:long}", (long id, Work work, [FromServices] CannedAnswers answers) =>
                    answers.ReadAsync(id, work).ToHttpAsync())
            .Needs(Permissions.TicketsRead)
            .Describe("Read one of them", Response.Of<CannedAnswer>(200), Response.Error(404));
        routes.MapPut(
                "/answers/{id:long}",
                (long id, CannedInput input, Work work, [FromServices] CannedAnswers answers) =>
                    answers.ReplaceAsync(id, input, work).ToHttpAsync())
            .Needs(Permissions.TicketsWrite)
            .Describe("Write one of them anew", Body.Json(Example), Response.Of<CannedAnswer>(200), Response.Error(400, 404, 409, 412));
        routes.MapDelete(
                "/answers/{id:long}", (long id, Work work, [FromServices] CannedAnswers answers) =>
                    answers.DeleteAsync(id, work).ToHttpAsync())
            .Needs(Permissions.TicketsWrite)
            .Describe("Remove one of them", Response.Empty(204), Response.Error(404, 412));
        routes.MapGet(
                "/{id:long}/answers/{answerId:long}",
                (long id, long answerId, Work work, [FromServices] CannedAnswers answers) =>
                    answers.FillAsync(id, answerId, work).ToHttpAsync())
            .Needs(Permissions.TicketsRead)
            .Describe("One of them with what a ticket and its customer are in its places", Response.Of<FilledAnswer>(200),
                Response.Error(404));
    }
}
