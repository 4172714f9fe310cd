using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Modules.Identity.Audit;

[RunsOnEachStore]
public sealed class AuditLogTests(AuditFixture fixture) : IClassFixture<AuditFixture>
{
    private TestApp App => fixture.App;

    private IStore Store => App.Services.GetRequiredKeyedService<IStore>("identity");

    [Fact]
    public async Task A_change_of_a_record_is_in_the_log_with_who_made_it_and_which_version_it_made()
    {
        var id = await App.AddCustomerAsync("""{"name":"Ada"}""");
        (await App.DeleteCustomerAsync(id)).Status.ShouldBe(204);
        await App.SoonAsync($"target=customers/{id}&action=customer:deleted");
        var entries = await App.AuditAsync($"target=customers/{id}");
        entries.Select(entry => ((string?)entry["actor"], (string?)entry["action"], (long?)entry["version"], (bool)entry["refused"]!))
            .ShouldBe([("user:1", "customer:deleted", 2L, false), ("user:1", "customer:created", 1L, false)], ignoreOrder: true);
    }

    [Fact]
    public async Task What_a_flow_does_is_in_the_log_under_its_name()
    {
        var id = await App.AddCustomerAsync("""{"name":"Bob"}""");
        await TestApp.EventuallyAsync(
            async () => (await App.GetAsync($"/api/packages?customerId={id}")).Items.Count == 1, "there is a package");
        var package = (await App.GetAsync($"/api/packages?customerId={id}")).Items[0]!["id"];
        ((string?)(await App.SoonAsync($"target=packages/{package}"))["actor"]).ShouldBe("flow:welcome-package");
    }

    [Fact]
    public async Task An_event_that_comes_again_adds_no_entry_and_leaves_no_gap()
    {
        var id = await App.AddCustomerAsync("""{"name":"Cid"}""");
        await App.SoonAsync($"target=customers/{id}");
        var events = await OutboxReader.ReadAsync(App.Services.GetRequiredKeyedService<IStore>("crm"), 0, 500, CancellationToken.None);
        var audit = App.Services.GetServices<IEventConsumer>().Single(consumer => consumer.Name is "audit");
        await audit.ConsumeAsync(events, CancellationToken.None);
        await audit.ConsumeAsync(events, CancellationToken.None);
        (await App.AuditAsync($"target=customers/{id}")).Count.ShouldBe(1);
        await App.AddCustomerAsync("""{"name":"Dan"}""");
        (
            await Store.ReadAsync(
                reader => reader.FirstAsync("select max(number) - count(*) from audit", static row => row.Int64(0)), CancellationToken.None)
        ).ShouldBe(0);
    }

    [Fact]
    public async Task A_refused_request_is_in_the_log_before_its_answer_and_its_repeats_are_counted()
    {
        using var stranger = App.As("warehouse", "support");
        for (var id = 1; id <= 20; id++)
        {
            (await stranger.SendAsync(HttpMethod.Put, $"/api/customers/{id}", null)).Status.ShouldBe(403);
            (await App.AuditAsync("action=access:refused&refused=true&target=PUT /api/customers/{id:long}")).Count.ShouldBe(1);
        }

        await App.Services.GetRequiredService<Lockstep.Identity.Audit.AuditLog>().RecordRepeatsAsync(CancellationToken.None);
        var entries = await App.AuditAsync("action=access:refused&target=PUT /api/customers/{id:long}");
        entries.Select(entry => (long)entry["times"]!).ShouldBe([19, 1]);
        entries.ShouldAllBe(entry => (string?)entry["personal"]!["address"] == "127.0.0.1");
    }

    [Fact]
    public async Task Exports_and_imports_are_in_the_log_when_they_are_answered()
    {
        using (var export = await App.Admin.GetAsync("/api/customers/export", CancellationToken.None))
        {
            (await App.AuditAsync("action=customers:exported")).Count.ShouldBeGreaterThan(0);
        }

        using var rows = new StringContent("name\nEve\n", System.Text.Encoding.UTF8, "text/csv");
        (await App.Admin.SendContentAsync(HttpMethod.Post, "/api/customers/import", rows)).Status.ShouldBe(200);
        ((string?)(await App.AuditAsync("action=import:started"))[0]["actor"]).ShouldBe("user:1");
    }

    [Fact]
    public async Task Replays_of_dead_letters_are_in_the_log()
    {
        (await App.PostAsync("/api/sync/dead-letters/replay", """{"flow":"welcome-package"}""")).Status.ShouldBe(200);
        ((string?)(await App.AuditAsync("action=dead-letters:replayed"))[0]["target"]).ShouldBe(
            "deliveries?flow=welcome-package&cause=&fingerprint=&subject=&ids=");
    }

    [Fact]
    public async Task Who_reads_the_log_is_in_the_log_once_however_often()
    {
        using var auditor = App.As("auditor");
        for (var i = 0; i < 5; i++)
        {
            (await auditor.SendAsync(HttpMethod.Get, "/api/audit", null)).Status.ShouldBe(200);
        }

        (await App.AuditAsync("action=audit:read&actor=user:1001")).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("update audit set actor = 'user:2' where number = 1")]
    [InlineData("delete from audit where number = 1")]
    [InlineData("update audit_seals set at = 0")]
    [InlineData("delete from audit_seals")]
    [InlineData("update audit_head set last = last - 1")]
    [InlineData("delete from audit_head")]
    [InlineData("update audit_personal set data = ''")]
    public async Task The_database_refuses_to_rewrite_the_log(string sql)
    {
        using var stranger = App.As("support");
        await stranger.SendAsync(HttpMethod.Delete, "/api/customers/1", null);
        await TestApp.EventuallyAsync(
            async () => (await App.GetAsync("/api/audit/head")).Body!["number"] is not null, "something is sealed");
        var refused = await Should.ThrowAsync<StoreException>(() => Store.WriteAsync(transaction => transaction.ExecuteAsync(sql)));
        refused.Message.ShouldContain("the audit log only grows");
    }

    [Fact]
    public async Task What_is_personal_can_be_erased_and_the_log_still_verifies()
    {
        using var stranger = App.As("sales");
        (await stranger.SendAsync(HttpMethod.Post, "/api/products", null)).Status.ShouldBe(403);
        (await App.AuditAsync("action=access:refused&actor=user:1001")).ShouldContain(entry => entry["personal"] != null);
        using var auditor = App.As("auditor");
        (await auditor.SendAsync(HttpMethod.Delete, "/api/audit/personal?actor=user:1001", null)).Status.ShouldBe(403);

        var answer = await App.Admin.SendAsync(HttpMethod.Delete, "/api/audit/personal?actor=user:1001", null);
        ((long)answer.Body!["entries"]!).ShouldBeGreaterThan(0);
        (await App.AuditAsync("actor=user:1001")).ShouldAllBe(entry => entry["personal"] == null);
        (await App.AuditAsync("action=audit:erased"))[0]["target"]!.GetValue<string>().ShouldBe("user:1001");
        var (code, output, errors) = await AuditApi.VerifyAsync(App.Data);
        code.ShouldBe(0, output + errors);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?actor=user:1&target=users/1")]
    [InlineData("?actor=user:1&confirm=yes")]
    public async Task Nothing_is_erased_unless_one_actor_or_target_is_named(string query) =>
        (await App.Admin.SendAsync(HttpMethod.Delete, $"/api/audit/personal{query}", null)).Status.ShouldBe(400);
}
