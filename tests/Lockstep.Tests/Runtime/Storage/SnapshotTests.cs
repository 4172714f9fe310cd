using Lockstep.Inventory.Products;
using Lockstep.Inventory.Schema;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Runtime.Storage;

/// <summary>What is read while others write is one state that there was.</summary>
[RunsOnEachStore]
public sealed class SnapshotTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_statements_of_a_read_see_the_same_state_and_a_later_read_the_new_one()
    {
        await using var app = await TestApp.StartAsync();
        var store = app.Services.GetRequiredKeyedService<IStore>("crm");
        await app.AddCustomerAsync("""{"name":"before"}""");
        var names = await store.ReadAsync(async reader =>
        {
            var first = await NameAsync(reader);
            await app.Admin.SendAsync(HttpMethod.Patch, "/api/customers/1", """{"name":"after"}""");
            return (first, await NameAsync(reader));
        }, Ct);
        names.ShouldBe(("before", "before"));
        (await store.AskAsync(NameAsync, Ct)).ShouldBe("after");
    }

    [Fact]
    public async Task A_read_that_failed_leaves_nothing_to_the_next_one_and_one_question_is_not_two()
    {
        await using var app = await TestApp.StartAsync();
        var store = app.Services.GetRequiredKeyedService<IStore>("crm");
        await app.AddCustomerAsync("""{"name":"Ada"}""");
        await Should.ThrowAsync<StoreException>(async () => await store.ReadAsync(async reader =>
        {
            await NameAsync(reader);
            return await reader.FirstAsync("select nothing from nowhere", static row => row.Text(0));
        }, Ct));
        for (var turn = 0; turn < 20; turn++)
        {
            (await store.ReadAsync(NameAsync, Ct)).ShouldBe("Ada");
        }

        await Should.ThrowAsync<InvalidOperationException>(async () =>
            await store.AskAsync(async reader => await NameAsync(reader) + await NameAsync(reader), Ct));
    }

    [Fact]
    public async Task A_list_of_what_changed_since_ends_where_a_write_under_way_may_put_more()
    {
        await using var app = await TestApp.StartAsync();
        var store = app.Services.GetRequiredKeyedService<IStore>("crm");
        await app.AddCustomerAsync("""{"name":"settled"}""");
        var all = await app.GetAsync("/api/customers?updatedSince=2000-01-01T00:00:00Z");
        (Names(all), all.Next).ShouldBe(("settled", null));
        if (!TestDatabases.IsPostgres)
        {
            // Writes come one after the other: none is seen before another that is under way.
            return;
        }

        var (running, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var slow = store.WriteAsync(async transaction =>
        {
            running.TrySetResult();
            await release.Task;
            return await transaction.ExecuteAsync("update counters set value = value where name = 'nothing'");
        }, Ct);
        await running.Task;
        await Task.Run(() => SpinWait.SpinUntil(static () => false, 5));
        await app.AddCustomerAsync("""{"name":"early bird"}""");
        var page = await app.GetAsync("/api/customers?updatedSince=2000-01-01T00:00:00Z");
        Names(page).ShouldBe("settled");
        Lockstep.Contracts.Json.Instant.Read(page.Next).ShouldNotBeNull();
        release.SetResult();
        await slow;
        foreach (var parameter in new[] { $"updatedSince={page.Next}", $"updatedSince=2000-01-01T00:00:00Z&after={page.Next}" })
        {
            var rest = await app.GetAsync($"/api/customers?{parameter}");
            (Names(rest), rest.Next).ShouldBe(("early bird", null));
        }
    }

    [Fact]
    public async Task Where_several_processes_write_a_list_of_what_changed_lags_by_what_their_clocks_may_differ()
    {
        if (!TestDatabases.IsPostgres)
        {
            // A data folder is one process's.
            return;
        }

        await using var app = await TestApp.StartAsync();
        await using var beside = await app.StartBesideAsync();
        var made = 0;
        await TestApp.EventuallyAsync(
            async () =>
            {
                await beside.AddCustomerAsync($$"""{"name":"{{++made}}"}""");
                var page = await app.GetAsync("/api/customers?size=500&updatedSince=2000-01-01T00:00:00Z");
                return page.Next is not null && page.Items.Count < made;
            },
            "the one process knows of the other");
        await TestApp.EventuallyAsync(
            async () => (await app.GetAsync("/api/customers?size=500&updatedSince=2000-01-01T00:00:00Z")).Items.Count == made,
            "what is old enough is shown");
    }

    [Fact]
    public async Task An_export_by_a_column_has_each_record_once_although_its_value_moves_meanwhile()
    {
        await using var app = await TestApp.StartAsync(static builder => builder.Configuration["Export:ReadRows"] = "2");
        foreach (var name in new[] { "b", "c", "d", "e", "f", "g" })
        {
            (await app.PostAsync("/api/products", $$"""{"name":"{{name}}","price":1,"stock":1}""")).Status.ShouldBe(201);
        }

        // The last one goes to the front, the first one to the end, once the first rows are sent.
        await using var body = new WatchedBody(async () =>
        {
            await app.Admin.SendAsync(HttpMethod.Patch, "/api/products/6", """{"name":"a"}""");
            await app.Admin.SendAsync(HttpMethod.Patch, "/api/products/1", """{"name":"z"}""");
        });
        var context = new DefaultHttpContext { RequestServices = app.Services, Request = { QueryString = new QueryString("?sort=name") } };
        context.Response.Body = body;
        await ProductRecord.StockExport.SendAsync(
            app.Services.GetRequiredService<InventoryDatabase>(), context, Work.Of("user:1", Ct));
        var lines = System.Text.Encoding.UTF8.GetString(body.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Skip(1).Select(static line => line.Split(',')[0]).ShouldBe(["1", "2", "3", "4", "5", "6"]);
    }

    private static async ValueTask<string> NameAsync(IReader reader) =>
        (await reader.FirstAsync("select name from customers where id = 1", static row => row.Text(0)))!;

    private static string Names(ApiAnswer page) => string.Join(',', page.Items.Select(static item => (string?)item!["name"]));

    /// <summary>Does something after the first bytes.</summary>
    private sealed class WatchedBody(Func<Task> afterFirst) : MemoryStream
    {
        private Func<Task>? _afterFirst = afterFirst;

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Write(buffer.Span);
            if (Interlocked.Exchange(ref _afterFirst, null) is { } act)
            {
                await act();
            }
        }
    }
}
