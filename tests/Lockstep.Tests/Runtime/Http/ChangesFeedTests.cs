using Lockstep.Runtime.Storage;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Runtime.Http;

[RunsOnEachStore]
public sealed class ChangesFeedTests : IAsyncLifetime
{
    private TestApp _app = null!;

    public async ValueTask InitializeAsync() => _app = await TestApp.StartAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1_000)]
    public async Task The_feed_gives_every_change_once_in_order_deletes_included(int size)
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 8), async (number, _) =>
        {
            var id = await _app.AddCustomerAsync($$"""{"name":"Ada {{number}}"}""");
            await _app.Admin.SendAsync(HttpMethod.Patch, $"/api/customers/{id}", """{"name":"Ida"}""");
            await _app.DeleteCustomerAsync(id);
        });
        await _app.NumberedAsync("crm");
        var changes = new List<(long Position, long Id, long Version, string Change, bool HasRecord)>();
        var after = "0";
        while (await ReadAsync($"after={after}&size={size}") is { Items.Count: > 0 } page)
        {
            changes.AddRange(page.Items.Select(item => (
                (long)item!["position"]!, (long)item["id"]!, (long)item["version"]!, (string)item["change"]!, item["record"] is not null)));
            after = page.Next;
        }

        changes.Count.ShouldBe(24);
        changes.Select(change => change.Position).ShouldBe(changes.Select(change => change.Position).Distinct().Order());
        foreach (var record in changes.GroupBy(change => change.Id))
        {
            record.Select(change => (change.Version, change.Change, change.HasRecord))
                .ShouldBe([(1, "created", true), (2, "changed", true), (3, "deleted", false)]);
        }
    }

    [Fact]
    public async Task From_now_on_means_nothing_of_before_and_everything_after()
    {
        await _app.AddCustomerAsync("""{"name":"before"}""");
        await _app.NumberedAsync("crm");
        var now = await ReadAsync("after=now");
        now.Items.ShouldBeEmpty();
        await _app.AddCustomerAsync("""{"name":"after"}""");
        await _app.NumberedAsync("crm");
        var page = await ReadAsync($"after={now.Next}");
        page.Items.Select(item => (string?)item!["record"]!["name"]).ShouldBe(["after"]);
        (await ReadAsync($"after={page.Next}")).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_position_that_is_not_kept_any_more_is_gone_and_says_how_to_start_over()
    {
        for (var number = 0; number < 3; number++)
        {
            await _app.AddCustomerAsync($$"""{"name":"Ada {{number}}"}""");
        }

        await _app.NumberedAsync("crm");
        await PruneAsync("delete from outbox where position = 1");
        (await ReadAsync("after=0")).Status.ShouldBe(410);
        (await ReadAsync("after=1")).Items.Count.ShouldBe(2);
        var gone = await ReadAsync("");
        (gone.Status, ((string?)gone.Body!["detail"])!.Contains("after=now", StringComparison.Ordinal)).ShouldBe((410, true));
    }

    [Fact]
    public async Task An_emptied_outbox_still_knows_what_is_gone_and_where_now_is()
    {
        for (var number = 0; number < 3; number++)
        {
            await _app.AddCustomerAsync($$"""{"name":"Ada {{number}}"}""");
        }

        await TestApp.EventuallyAsync(async () => await RelayAsync() == 3, "the relay has marked all events");
        await PruneAsync("delete from outbox");
        (await ReadAsync("after=1")).Status.ShouldBe(410);
        var now = await ReadAsync("after=now");
        (now.Status, now.Next).ShouldBe((200, "3"));
        (await ReadAsync("after=3")).Status.ShouldBe(200);
        await _app.AddCustomerAsync("""{"name":"after"}""");
        await _app.NumberedAsync("crm");
        (await ReadAsync($"after={now.Next}")).Items.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_position_that_was_never_given_out_is_refused_instead_of_waited_for()
    {
        await _app.AddCustomerAsync("""{"name":"Ada"}""");
        await _app.NumberedAsync("crm");
        (await ReadAsync("after=1")).Status.ShouldBe(200);
        foreach (var position in new[] { "2", "999999999" })
        {
            var answer = await ReadAsync($"after={position}");
            (answer.Status, ((string?)answer.Body!["detail"])!.Contains("never given out", StringComparison.Ordinal)).ShouldBe((409, true));
        }
    }

    [Fact]
    public async Task A_parameter_that_makes_no_sense_is_refused_by_name()
    {
        foreach (var query in new[] { "after=-1", "after=x", "after=99999999999999999999", "size=0", "size=1001", "size=1&size=2" })
        {
            var answer = await ReadAsync(query);
            (answer.Status, answer.Blamed.Single()).ShouldBe((400, query.Split('=')[0]));
        }
    }

    [Fact]
    public async Task The_history_tells_who_did_what_newest_first_also_of_a_deleted_record()
    {
        var id = await _app.AddCustomerAsync("""{"name":"Ada"}""");
        for (var version = 2; version <= 120; version++)
        {
            await _app.Admin.SendAsync(HttpMethod.Patch, $"/api/customers/{id}", $$"""{"name":"Ada {{version}}"}""");
        }

        await _app.DeleteCustomerAsync(id);
        var first = await _app.GetAsync($"/api/customers/{id}/history");
        var second = await _app.GetAsync($"/api/customers/{id}/history?after={first.Next}");
        first
            .Items.Concat(second.Items)
            .Select(item => (long)item!["version"]!)
            .ShouldBe(Enumerable.Range(1, 121).Reverse().Select(version => (long)version));
        (second.Next, (string?)first.Items[0]!["change"], first.Items[0]!["record"]).ShouldBe((null, "deleted", null));
        ((string?)first.Items[1]!["actor"], (string?)first.Items[1]!["fields"]![0], (string?)first.Items[1]!["record"]!["name"]).ShouldBe(
            ("user:1", "name", "Ada 120"));
        (await _app.GetAsync("/api/customers/404/history")).Status.ShouldBe(404);
        (await _app.GetAsync($"/api/customers/{id}/history?after=x")).Blamed.ShouldBe(["after"]);
    }

    private Task<ApiAnswer> ReadAsync(string query) => _app.GetAsync($"/api/customers/changes?{query}");

    private Task<int> PruneAsync(string sql) => Store.WriteAsync(transaction => transaction.ExecuteAsync(sql), CancellationToken.None);

    private async Task<long> RelayAsync() =>
        await Store.ReadAsync(
            reader => reader.FirstAsync("select position from relay", static row => row.Int64(0)), CancellationToken.None);

    private IStore Store => _app.Services.GetRequiredKeyedService<IStore>("crm");
}
