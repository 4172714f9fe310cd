using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Gateway.Aggregation;

/// <summary>GET /customers/{id}/overview: the customer and what each module knows about it, as far as the caller may see it</summary>
internal static class CustomerOverview
{
    private const string CustomerPart = "customer";
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(5);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/customers/{id:long}/overview",
            (long id, Work work, IEnumerable<IOverviewPart> parts, [FromServices] SourceReads sources) =>
                RunAsync(id, work, parts, sources).ToHttpAsync())
        .NeedsOrOwn(Permissions.CustomersRead, Permissions.CustomersReadOwn)
        .WithTags("Customers")
        .Describe(
            "A customer with its orders, what it owes, its packages, its ids elsewhere and its last changes, in one answer",
            Response.Of<JsonElement>(200), Response.Error(404, 503));

    private static async Task<Answer> RunAsync(long id, Work work, IEnumerable<IOverviewPart> parts, SourceReads sources)
    {
        if (!work.Reaches(id))
        {
            return Answer.NotFound(CustomerPart, id);
        }

        var visible = parts.Where(part => MaySee(work.Caller, part, id)).ToArray();
        var answers = await sources.AskAsync(
            visible, static part => part.Names[0],
            (part, ct) => part.ReadAsync(new OverviewQuestion(id, !work.Caller.Can(part.Permission)), ct), work.Ct);
        var known = visible.Zip(answers).ToList();
        if (known.Any(static one => one.First.Names[0] is CustomerPart && one.Second is { Value: null, Why: null }))
        {
            return Answer.NotFound(CustomerPart, id);
        }

        return known.Exists(static one => one.Second.Value is not null)
            ? Answer.Ok(OverviewJson.Write(known))
            : new Refusal(
                RefusalCode.Unavailable,
                $"None of the sources answers right now: {string.Join(", ", answers.Select(static one => one.Why?.Part))}.",
                RetryAfter: TryAgain);
    }

    private static bool MaySee(Caller caller, IOverviewPart part, long id) =>
        caller.Can(part.Permission) || (caller.CustomerId == id && part.OwnPermission is { } own && caller.Can(own));
}
