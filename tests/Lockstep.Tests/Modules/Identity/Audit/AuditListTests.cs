using Lockstep.Identity.Audit;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace Lockstep.Tests.Modules.Identity.Audit;

[RunsOnEachStore]
public sealed class AuditListTests(AuditFixture fixture) : IClassFixture<AuditFixture>
{
    private TestApp App => fixture.App;

    [Fact]
    public async Task Pages_show_every_entry_once_newest_first()
    {
        var before = (await App.AuditAsync("action=customer:created")).Count;
        for (var i = 0; i < 7; i++)
        {
            await App.AddCustomerAsync($$"""{"name":"Customer {{i}}"}""");
        }

        await TestApp.EventuallyAsync(
            async () => (await App.AuditAsync("action=package:created")).Count >= before + 7, "all packages are in the log");
        var all = await App.AuditAsync("", size: 3);
        all.Count.ShouldBeGreaterThanOrEqualTo(14);
        all.Select(entry => (long)entry["number"]!).ShouldBeUnique();
        all.Select(entry => ((string?)entry["at"], (long)entry["number"]!))
            .ShouldBe(
                all.Select(entry => ((string?)entry["at"], (long)entry["number"]!))
                    .OrderByDescending(entry => entry, Comparer<(string?, long)>.Default));
        var created = await App.AuditAsync("action=customer:created&actor=user:1&refused=false", size: 2);
        created.Count.ShouldBe(before + 7);
        var middle = (string)created[3]["at"]!;
        var since = await App.AuditAsync($"action=customer:created&since={middle}");
        var until = await App.AuditAsync($"action=customer:created&until={middle}");
        (since.Count + until.Count).ShouldBe(before + 7);
        since.ShouldContain(entry => (long)entry["number"]! == (long)created[3]["number"]!);
        until.ShouldAllBe(entry => string.CompareOrdinal((string)entry["at"]!, middle) < 0);
    }

    [Fact]
    public async Task An_entry_says_whether_it_is_sealed_and_the_head_says_up_to_where()
    {
        await App.AddCustomerAsync("""{"name":"Sealed"}""");
        await TestApp.EventuallyAsync(
            async () => (await App.AuditAsync("action=customer:created")) is [var newest, ..] && (bool)newest["sealed"]!, "it is sealed");
        var head = (await App.GetAsync("/api/audit/head")).Body!;
        ((string?)head["anchor"]).ShouldBe($"{head["number"]}:{head["hash"]}");
        var (code, output, _) = await AuditApi.VerifyAsync(App.Data, (string?)head["anchor"]);
        code.ShouldBe(0, output);
    }

    [Theory]
    [InlineData("size=0", "size")]
    [InlineData("size=501", "size")]
    [InlineData("refused=perhaps", "refused")]
    [InlineData("since=yesterday", "since")]
    [InlineData("until=", "until")]
    [InlineData("after=1", "after")]
    [InlineData("after=1-2-3", "after")]
    [InlineData("after=1--2", "after")]
    [InlineData("after=0x1-1", "after")]
    [InlineData("colour=red", "colour")]
    public async Task A_wrong_parameter_is_named(string query, string name)
    {
        var answer = await App.GetAsync($"/api/audit?{query}");
        answer.Status.ShouldBe(400);
        answer.Blamed.ShouldBe([name]);
    }

    [Theory]
    [InlineData("", "audit_at")]
    [InlineData("since=2026-01-01&until=2026-02-01", "audit_at")]
    [InlineData("actor=user:1&since=2026-01-01", "audit_actor")]
    [InlineData("action=user:created", "audit_action")]
    [InlineData("target=users/1", "audit_target")]
    [InlineData("refused=true", "audit_refused")]
    public async Task Every_page_is_read_from_an_index_in_its_own_order(string filter, string index)
    {
        foreach (var after in new[] { "", "&after=1769851800000-42" })
        {
            var errors = new Errors();
            var given = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery($"?{filter}{after}");
            var (where, values) = AuditQuery
                .Parse(new QueryCollection(new Dictionary<string, StringValues>(given, StringComparer.Ordinal)), errors)
                .Where();
            errors.None.ShouldBeTrue();
            var plan = await App.Services.GetRequiredKeyedService<IStore>("identity").PlanAsync(ListAudit.Sql(where), values);
            plan.ShouldContain(step => step.Contains(index, StringComparison.Ordinal), string.Join(" | ", plan));
            plan.ShouldNotContain(
                step => step.Contains("TEMP B-TREE", StringComparison.Ordinal) || step.Contains("Sort Key", StringComparison.Ordinal),
                string.Join(" | ", plan));
        }
    }

    [Fact]
    public async Task Only_who_holds_the_permission_reads_the_log()
    {
        foreach (var role in Lockstep.Contracts.Access.Permissions.Roles)
        {
            using var client = App.As(role);
            var status = role is "admin" or "auditor" ? 200 : 403;
            (await client.SendAsync(HttpMethod.Get, "/api/audit", null)).Status.ShouldBe(status, role);
            (await client.SendAsync(HttpMethod.Get, "/api/audit/head", null)).Status.ShouldBe(status, role);
        }

        (await App.Anonymous.SendAsync(HttpMethod.Get, "/api/audit", null)).Status.ShouldBe(401);
    }
}
