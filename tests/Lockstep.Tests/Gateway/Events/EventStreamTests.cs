using System.Text.Json.Nodes;
using Lockstep.Contracts.Json;
using Lockstep.Runtime.Storage;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Gateway.Events;

/// <summary>What a client of a stream is told, and where it can go on.</summary>
[RunsOnEachStore]
public sealed class EventStreamTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private const string Customers = "?type=lockstep.customer.*";

    private TestApp App => fixture.App;

    [Fact]
    public async Task A_change_comes_as_a_CloudEvent_with_the_whole_record()
    {
        await App.NumberedAsync("crm");
        using var stream = await StreamClient.BegunAsync(App.Admin, Customers);
        stream.Answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        stream.Retry.ShouldBe(2_000);
        var id = await App.AddCustomerAsync("""{"name":"Иван\nИванов"}""");
        var made = (await stream.NextAsync())!;
        made.Name.ShouldBeNull("so that onmessage of a browser hears it");
        made.Data["specversion"]!.ToString().ShouldBe("1.0");
        made.Type.ShouldBe("lockstep.customer.created.v1");
        made.Data["source"]!.ToString().ShouldBe("crm");
        made.Subject.ShouldBe($"customers/{id}");
        Guid.Parse((string)made.Data["id"]!).Version.ShouldBe(7);
        Instant.ReadZoned((string)made.Data["time"]!).ShouldNotBeNull();
        made.Data["datacontenttype"]!.ToString().ShouldBe("application/json");
        var record = (await App.GetAsync($"/api/customers/{id}")).Body;
        JsonNode.DeepEquals(made.Data["data"]!["record"], record).ShouldBeTrue();
        made.Data["data"]!["changed"]!.AsArray().ShouldContain(static one => (string?)one == "name");
        made.Data["data"]!["origin"]!.ToString().ShouldStartWith("user:");

        (await App.DeleteCustomerAsync(id)).Status.ShouldBe(204);
        var gone = (await stream.NextAsync())!;
        (gone.Type, gone.Version, gone.Data["data"]!["record"]).ShouldBe(("lockstep.customer.deleted.v1", 2, null));
    }

    [Theory]
    [InlineData("header")]
    [InlineData("lastEventId")]
    [InlineData("after")]
    public async Task A_client_goes_on_behind_the_last_event_that_it_has(string how)
    {
        string? from;
        await App.NumberedAsync("crm");
        using (var first = await StreamClient.BegunAsync(App.Admin, Customers))
        {
            await App.AddCustomerAsync("""{"name":"heard"}""");
            from = (await first.NextAsync())!.Id;
        }

        var missed = await AddAsync(3);
        using var second = how is "header"
            ? await StreamClient.BegunAsync(App.Admin, $"{Customers}&after=oldest", from)
            : await StreamClient.BegunAsync(App.Admin, $"{Customers}&{how}={from}");
        (await second.TakeAsync(3)).Select(static one => one.Subject).ShouldBe(missed);
        var next = await AddAsync(1);
        (await second.NextAsync())!.Subject.ShouldBe(next[0]);
    }

    [Fact]
    public async Task Filters_let_through_what_they_name_and_the_position_moves_on_over_the_rest()
    {
        var (one, other) = ((await AddAsync(1))[0], (await AddAsync(1))[0]);
        await App.NumberedAsync("crm");
        using var subject = await StreamClient.BegunAsync(App.Admin, $"?subject={other}");
        using var type = await StreamClient.BegunAsync(App.Admin, $"?type=lockstep.customer.changed.v1,lockstep.order.*");
        var begin = subject.LastId;
        await ChangeAsync(one, "first");
        await ChangeAsync(other, "second");
        (await subject.NextAsync())!.Change.ShouldBe($"{other}@2");
        string.Equals(subject.LastId, begin, StringComparison.Ordinal).ShouldBeFalse();
        (await type.TakeAsync(2)).Select(static got => got.Change).ShouldBe([$"{one}@2", $"{other}@2"]);
    }

    [Fact]
    public async Task With_a_wait_a_stream_ends_by_itself_once_all_is_sent()
    {
        var at = await HereAsync();
        var made = await AddAsync(5);
        await App.NumberedAsync("crm");
        using var stream = await StreamClient.OpenAsync(App.Admin, $"{Customers}&wait=0&after={at}");
        (await stream.RestAsync()).Select(static one => one.Subject).ShouldBe(made);
    }

    [Fact]
    public async Task Oldest_begins_with_the_first_event_that_is_kept()
    {
        await AddAsync(1);
        await App.NumberedAsync("crm");
        using var stream = await StreamClient.OpenAsync(App.Admin, "?wait=0&after=oldest");
        var all = await stream.RestAsync();
        all.First(static one => one.Data["source"]!.ToString() is "crm").Change.ShouldBe("customers/1@1");
        foreach (var record in all.GroupBy(static one => one.Subject, StringComparer.Ordinal))
        {
            record.Select(static one => one.Version)
                .ShouldBe(Enumerable.Range(1, record.Count()).Select(static version => (long)version), record.Key);
        }

        all.DistinctBy(static one => (string)one.Data["id"]!, StringComparer.Ordinal).Count().ShouldBe(all.Count);
    }

    [Theory]
    [InlineData("?type=lockstep.costumer.created.v1", "type")]
    [InlineData("?type=", "type")]
    [InlineData("?subject=customers", "subject")]
    [InlineData("?subject=customers/0", "subject")]
    [InlineData("?subject=things/1", "subject")]
    [InlineData("?after=12", "after")]
    [InlineData("?after=crm.1-crm.2", "after")]
    [InlineData("?after=crm.99999999999999999999", "after")]
    [InlineData("?lastEventId=crm.-1", "lastEventId")]
    [InlineData("?wait=-1", "wait")]
    [InlineData("?typ=x", "typ")]
    public async Task What_can_not_be_read_is_refused_by_name(string query, string field)
    {
        var answer = await App.GetAsync($"/api/events/stream{query}");
        answer.ShouldBeProblem(400, query);
        answer.Blamed.ShouldBe([field]);
    }

    [Fact]
    public async Task A_header_that_can_not_be_read_and_more_values_than_allowed_are_refused_too()
    {
        (await App.GetAsync("/api/events/stream", ("Last-Event-ID", "7"))).Blamed.ShouldBe(["Last-Event-ID"]);
        var many = string.Join(',', Enumerable.Range(1, 101).Select(static number => $"customers/{number}"));
        (await App.GetAsync($"/api/events/stream?subject={many}")).Blamed.ShouldBe(["subject"]);
        (await App.GetAsync($"/api/events/stream?type={new string('x', 101)}")).Blamed.ShouldBe(["type"]);
    }

    [Fact]
    public async Task A_position_that_was_never_given_out_is_a_409()
    {
        (await App.GetAsync("/api/events/stream?after=crm.999999999")).ShouldBeProblem(409, "ahead");
        (await App.GetAsync("/api/events/stream?after=warehouse.1")).ShouldBeProblem(409, "a module that is not here");
    }

    [Fact]
    public async Task A_module_that_the_position_does_not_name_is_followed_from_its_first_event()
    {
        await App.PostAsync("/api/products", """{"name":"Bolt","price":1}""");
        await App.NumberedAsync("inventory");
        var crm = (await HereAsync()).Split('-').Single(static part => part.StartsWith("crm", StringComparison.Ordinal));
        using var stream = await StreamClient.OpenAsync(App.Admin, $"?type=lockstep.product.*,lockstep.customer.*&wait=0&after={crm}");
        (await stream.RestAsync())[0].Change.ShouldBe("products/1@1");
    }

    [Fact]
    public async Task A_position_of_which_something_is_gone_is_a_410_and_a_stream_that_comes_to_a_gap_says_so()
    {
        await using var app = await EdgeApp.StartAsync(("EventStream:BatchMax", "1"));
        var ids = new List<long>();
        for (var number = 0; number < 4; number++)
        {
            ids.Add(await app.AddCustomerAsync($$"""{"name":"C {{number}}"}"""));
        }

        await app.NumberedAsync("crm");
        using var before = await StreamClient.OpenAsync(app.Admin, $"{Customers}&wait=0&after=oldest");
        var all = await before.RestAsync();
        var store = app.Services.GetRequiredKeyedService<IStore>("crm");
        await store.WriteAsync(transaction => transaction.ExecuteAsync(
            "delete from outbox where position <= (select position from outbox order by position limit 1 offset 1)"),
            TestContext.Current.CancellationToken);
        (await app.GetAsync($"/api/events/stream?after={all[0].Id}")).ShouldBeProblem(410, "expired");
        using var kept = await StreamClient.OpenAsync(app.Admin, $"{Customers}&wait=0&after={all[1].Id}");
        (await kept.RestAsync()).Select(static one => one.Change).ShouldBe(all.Skip(2).Select(static one => one.Change));
    }

    [Fact]
    public async Task A_silent_stream_beats_and_its_position_goes_on()
    {
        await using var app = await EdgeApp.StartAsync(("EventStream:HeartbeatInterval", "00:00:00.100"));
        using var stream = await StreamClient.BegunAsync(app.Admin, "?type=lockstep.customer.deleted.v1");
        var begin = stream.LastId;
        await app.AddCustomerAsync("""{"name":"not shown"}""");
        await TestApp.EventuallyAsync(
            async () =>
            {
                await stream.BeatAsync();
                return !string.Equals(stream.LastId, begin, StringComparison.Ordinal);
            },
            "the position goes on over what is not shown");
    }

    [Fact]
    public async Task HEAD_gets_the_head_and_leaves_nothing_open()
    {
        for (var number = 0; number < 30; number++)
        {
            (await App.Admin.SendAsync(HttpMethod.Head, "/api/events/stream", null)).Status.ShouldBe(200, "as often as one likes");
        }
    }

    private static int NumberOf(string subject) => int.Parse(subject.Split('/')[1], System.Globalization.CultureInfo.InvariantCulture);

    private async Task<IReadOnlyList<string>> AddAsync(int count)
    {
        var made = new List<string>();
        for (var number = 0; number < count; number++)
        {
            made.Add($"customers/{await App.AddCustomerAsync($$"""{"name":"C {{number}}"}""")}");
        }

        return made;
    }

    private async Task ChangeAsync(string subject, string phone) =>
        (await App.Admin.SendAsync(HttpMethod.Patch, $"/api/customers/{NumberOf(subject)}", $$"""{"phone":"{{phone}}"}""")).Status
            .ShouldBe(200);

    /// <summary>The position of now.</summary>
    private async Task<string> HereAsync()
    {
        await App.NumberedAsync("crm");
        using var stream = await StreamClient.OpenAsync(App.Admin, "?wait=0");
        await stream.RestAsync();
        return stream.LastId!;
    }
}
