using Lockstep.Contracts.Tickets;
using Lockstep.Runtime.Http.Lists;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Support.Tickets;
using Lockstep.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace Lockstep.Tests.Modules.Support;

/// <summary>Lists of tickets cost what their pages cost, however many tickets there are.</summary>
[RunsOnEachStore]
public sealed class TicketListPlanTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private TestApp App => fixture.App;

    [Theory]
    [InlineData("sort=dueAt", "tickets_due")]
    [InlineData("sort=-updatedAt", "tickets_updated")]
    [InlineData("status=open", "tickets_status")]
    [InlineData("status=open&sort=dueAt", "tickets_status_due")]
    [InlineData("status=open&sort=-updatedAt", "tickets_status_updated")]
    [InlineData("status=open&dueBefore=2026-01-01&sort=dueAt", "tickets_status_due")]
    [InlineData("priority=urgent&sort=dueAt", "tickets_priority_due")]
    [InlineData("priority=urgent&sort=updatedAt", "tickets_priority_updated")]
    [InlineData("queue=billing&sort=-dueAt", "tickets_queue_due")]
    [InlineData("queue=billing&sort=updatedAt", "tickets_queue_updated")]
    [InlineData("queue=billing&status=open", "tickets_queue_status")]
    [InlineData("queue=billing&status=open&sort=dueAt", "tickets_queue_status_due")]
    [InlineData("assignee=1&sort=dueAt", "tickets_assignee_due")]
    [InlineData("assignee=1&sort=-updatedAt", "tickets_assignee_updated")]
    [InlineData("assignee=1&status=open&sort=-id", "tickets_assignee_status")]
    [InlineData("assignee=1&status=open&sort=dueAt", "tickets_assignee_status_due")]
    public async Task Every_page_is_read_from_an_index_in_its_own_order(string asked, string index)
    {
        var store = App.Services.GetRequiredKeyedService<IStore>("support");
        foreach (var query in new[] { First(asked), Behind(asked) })
        {
            var (sql, values) = new ListSql<Ticket>(TicketRecord.Reads.Lists, query, store.Dialect).Page();
            var plan = await store.PlanAsync(sql, values);
            var steps = string.Join(" | ", plan);
            plan.ShouldContain(step => step.Contains(index, StringComparison.Ordinal), steps);

            // The rows of the page itself are sorted, those of the table never.
            plan.Count(static step => step.Contains("TEMP B-TREE", StringComparison.Ordinal)
                || step.Contains("Sort Key", StringComparison.Ordinal)).ShouldBeLessThanOrEqualTo(1, steps);
        }
    }

    private ListQuery First(string asked)
    {
        var errors = new Errors();
        var given = new Dictionary<string, StringValues>(QueryHelpers.ParseQuery($"?{asked}"), StringComparer.Ordinal);
        var query = ListQuery.Parse(
            new QueryCollection(given), TicketRecord.Reads.Lists, errors, App.Services.GetRequiredKeyedService<CustomFields>("support"),
            Work.Of("user:1", CancellationToken.None));
        errors.None.ShouldBeTrue(asked);
        return query;
    }

    private ListQuery Behind(string asked)
    {
        var first = First(asked);
        return first with { After = new ListCursor(first.Order, "1769851800000", 42) };
    }
}
