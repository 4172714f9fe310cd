using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Contracts.Customers;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Gateway;

/// <summary>All that is kept about a customer, in one document.</summary>
[RunsOnEachStore]
public sealed class CustomerExportTests(CustomerExportFixture fixture) : IClassFixture<CustomerExportFixture>
{
    private const string Path = "/api/customers/1/export";

    private TestApp App => fixture.App;

    [Fact]
    public async Task An_export_has_every_record_however_many_pages_they_are_and_nothing_of_others()
    {
        var answer = await App.GetAsync(Path);
        answer.Status.ShouldBe(200, answer.Body?.ToJsonString());
        answer.Message.Content.Headers.ContentDisposition!.ToString().ShouldBe("attachment; filename=\"customer-1.json\"");
        var export = answer.Body!.AsObject();
        ((bool)export["complete"]!).ShouldBeTrue();
        export["withheld"]!.AsArray().ShouldBeEmpty();
        export["customer"]!.ToJsonString().ShouldBe((await App.GetAsync("/api/customers/1")).Body!.ToJsonString());
        Ids(export, "orders").ShouldBe(
            Enumerable.Range(1, CustomerExportFixture.Orders + 1).Select(static id => (long)id).Where(id => id != fixture.BobsOrder));
        Ids(export, "notes").Count().ShouldBe(60);
        export["files"]!.AsArray().Select(static file => (string?)file!["name"]).ShouldBe(["a.txt"]);
        Ids(export, "packages").Count().ShouldBe(1);
        var ticket = export["tickets"]!.AsArray().ShouldHaveSingleItem()!;
        ticket["comments"]!.AsArray().Select(static one => (string?)one!["body"]).ShouldBe(["seen", "unseen"]);
        ticket["files"]!.AsArray().ShouldBeEmpty();
        export["links"]!.AsArray().Select(static link => (string?)link!["value"]).ShouldBe(
            [
                "A-1",
                .. Enumerable.Range(0, CustomerExportFixture.Orders).Where(static number => number != 3)
                    .Select(static number => $"O-{number}"),
            ],
            ignoreOrder: true);
        await TestApp.EventuallyAsync(
            async () => (await App.GetAsync(Path)).Body!["deliveries"]!.AsArray().Any(static one =>
                (string?)one!["subject"] is "customers/1" && (string?)one["state"] is "delivered" && one["targetId"] is not null),
            "the package is delivered");
        export.ToJsonString().ShouldNotContain("Bob");
    }

    [Fact]
    public async Task The_history_has_every_version_but_those_in_which_a_record_was_somebody_else_s()
    {
        var history = (await App.GetAsync(Path)).Body!["history"]!.AsArray();
        var told = history.Select(static one => $"{one!["kind"]} {one["id"]} {one["version"]}").ToList();
        told.Distinct(StringComparer.Ordinal).Count().ShouldBe(told.Count);
        foreach (var version in new[]
        {
            "customer 1 1", "customer 1 2", "customer-note 60 1", "customer-file 1 1", "ticket 1 1",
            $"order {CustomerExportFixture.Orders} 1", $"order {fixture.MovedOrder} 2",
        })
        {
            told.Contains(version, StringComparer.Ordinal).ShouldBeTrue(version);
        }

        told.Contains($"order {fixture.MovedOrder} 1", StringComparer.Ordinal).ShouldBeFalse("it was Bob's");
        history.ShouldAllBe(static one => one!["record"] != null);

        // Bob has what was his, and sees of the order that was once Ada's what it is now.
        var bobs = (await App.GetAsync("/api/customers/2/export")).Body!;
        Ids(bobs, "orders").ShouldBe([fixture.BobsOrder]);
        bobs.ToJsonString().ShouldNotContain("Ada");
    }

    [Fact]
    public async Task Who_was_merged_into_a_customer_is_in_its_history_and_so_is_what_was_that_one_s()
    {
        var twin = await App.AddCustomerAsync("""{"name":"Twin"}""");
        var ticket = (long)(await App.PostAsync("/api/tickets", $$"""{"customerId":{{twin}},"subject":"Twin"}""")).Body!["id"]!;
        await TestApp.EventuallyAsync(
            async () => (await App.GetAsync($"/api/customers/{twin}/export")).Body!["deliveries"]!.AsArray().Count > 0, "the package");
        var left = await App.AddCustomerAsync("""{"name":"Left"}""");
        (await App.PostAsync($"/api/customers/{twin}/merge", $$"""{"into":{{left}}}""")).Status.ShouldBe(200);
        await TestApp.EventuallyAsync(
            async () => (await App.GetAsync($"/api/customers/{left}/export")).Status == 200, "what follows a merge is done");
        var export = (await App.GetAsync($"/api/customers/{left}/export")).Body!;
        export["history"]!.AsArray().Count(one => (string?)one!["kind"] is "customer" && (long)one["id"]! == twin).ShouldBeGreaterThan(0);
        export["history"]!.AsArray().Where(one => (string?)one!["kind"] is "ticket" && (long)one["id"]! == ticket)
            .Select(static one => (long)one!["version"]!).ShouldBe([1, 2]);
        export["deliveries"]!.AsArray()
            .Count(one => $"customers/{twin}".Equals((string?)one!["subject"], StringComparison.Ordinal)).ShouldBeGreaterThan(0);
        (await App.GetAsync($"/api/customers/{twin}/export")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_ticket_on_which_more_was_said_than_a_page_holds_is_whole()
    {
        var customer = await App.AddCustomerAsync("""{"name":"Talker"}""");
        for (var ticket = 0; ticket < 2; ticket++)
        {
            var id = (long)(await App.PostAsync("/api/tickets", $$"""{"customerId":{{customer}},"subject":"Long"}""")).Body!["id"]!;
            for (var number = 0; number < 101 && ticket == 0; number++)
            {
                (await App.PostAsync($"/api/tickets/{id}/comments", $$"""{"body":"{{number}}"}""")).Status.ShouldBe(201);
            }
        }

        var tickets = (await App.GetAsync($"/api/customers/{customer}/export")).Body!["tickets"]!.AsArray();
        tickets.Select(static one => one!["comments"]!.AsArray().Count).ShouldBe([101, 0]);
        tickets[0]!["comments"]!.AsArray().Select(static one => (string?)one!["body"])
            .ShouldBe(Enumerable.Range(0, 101).Select(static number => $"{number}"));
        tickets.ShouldAllBe(static one => one!["files"] != null);
        var question = new ExportQuestion("tickets", customer, IsOwn: false, null);
        var page = await App.Services.GetServices<IExportPart>()
            .Single(static part => part.Sections.Contains("tickets", StringComparer.Ordinal))
            .ReadAsync(question, TestContext.Current.CancellationToken);
        page.Next.ShouldNotBeNull("what is said fills pages of its own");
    }

    [Fact]
    public async Task A_customer_exports_itself_without_what_is_the_staff_s_and_is_told_so()
    {
        using var ada = App.WithToken(App.TokenFor(customer: 1, "customer"));
        var answer = await ada.SendAsync(HttpMethod.Get, Path, null);
        answer.Status.ShouldBe(200, answer.Body?.ToJsonString());
        answer.Body!["withheld"]!.AsArray().Select(static one => (string?)one)
            .ShouldBe(["notes", "files", "deliveries", "linkedRecords", "mails", "webhookCalls"], ignoreOrder: true);
        ((bool)answer.Body["complete"]!).ShouldBeTrue();
        Ids(answer.Body, "orders").Count().ShouldBe(CustomerExportFixture.Orders);
        answer.Body["tickets"]![0]!["comments"]!.AsArray().Select(static one => (string?)one!["body"]).ShouldBe(["seen"]);
        foreach (var secret in new[] { "unseen", "a note", "a.txt", "Bob" })
        {
            answer.Body.ToJsonString().ShouldNotContain(secret);
        }

        (await ada.SendAsync(HttpMethod.Get, "/api/customers/2/export", null)).ShouldBeProblem(404, "another's");
    }

    [Fact]
    public async Task Whoever_may_not_see_all_of_it_is_told_what_is_lacking_and_gets_nothing()
    {
        using var support = App.As("support");
        var refused = await support.SendAsync(HttpMethod.Get, Path, null);
        refused.ShouldBeProblem(403, "support");
        ((string)refused.Body!["detail"]!).ShouldContain("sync:read");
        using var auditor = App.As("auditor");
        (await auditor.SendAsync(HttpMethod.Get, Path, null)).Status.ShouldBe(200);
        (await App.GetAsync("/api/customers/999/export")).ShouldBeProblem(404, "nobody");
        (await App.PostAsync("/api/batch", $$"""{"requests":[{"path":"{{Path}}"}]}""")).Items[0]!["status"]!.GetValue<int>().ShouldBe(400);
    }

    [Fact]
    public async Task Who_exported_whom_is_in_the_audit_log()
    {
        (await App.GetAsync("/api/customers/2/export")).Status.ShouldBe(200);
        var entries = (await App.GetAsync("/api/audit?action=customer:exported")).Items;
        entries.ShouldContain(static entry => (string?)entry!["target"] == "customers/2" && (string?)entry["actor"] == "user:1");
    }

    private static IEnumerable<long> Ids(JsonNode export, string section) =>
        export[section]!.AsArray().Select(static one => (long)one!["id"]!).Order();
}

/// <summary>An app with a customer of whom there is more than a page of everything, and another one.</summary>
public sealed class CustomerExportFixture : IAsyncLifetime
{
    public const int Orders = 60;

    internal TestApp App { get; private set; } = null!;

    /// <summary>Was Bob's first, and is Ada's.</summary>
    internal long MovedOrder { get; private set; }

    /// <summary>Was Ada's first, and is Bob's.</summary>
    internal long BobsOrder { get; private set; }

    public async ValueTask InitializeAsync()
    {
        App = await TestApp.StartAsync();
        await App.AddCustomerAsync("""{"name":"Ada","source":"shop","externalId":"A-1"}""");
        await App.AddCustomerAsync("""{"name":"Bob"}""");
        await PatchAsync("customers/1", """{"phone":"123"}""");
        await PostAsync("products", """{"sku":"BOLT","name":"Bolt","price":1,"stock":1000}""");
        for (var number = 0; number < Orders; number++)
        {
            var id = await PostAsync(
                "orders",
                $$"""{"customerId":1,"source":"shop","externalId":"O-{{number}}","items":[{"productId":1,"quantity":1}]}""");
            BobsOrder = number == 3 ? id : BobsOrder;
            await PostAsync("customers/1/notes", """{"text":"a note"}""");
        }

        MovedOrder = await PostAsync("orders", """{"customerId":2,"items":[{"productId":1,"quantity":1}]}""");
        await PatchAsync($"orders/{MovedOrder}", """{"customerId":1}""");
        await PatchAsync($"orders/{BobsOrder}", """{"customerId":2}""");
        var ticket = await PostAsync("tickets", """{"customerId":1,"subject":"Bent","description":"It is bent"}""");
        await PostAsync($"tickets/{ticket}/comments", """{"body":"seen"}""");
        await PostAsync($"tickets/{ticket}/comments", """{"body":"unseen","visibility":"internal"}""");
        using var file = new ByteArrayContent(Encoding.UTF8.GetBytes("hello"));
        file.Headers.ContentType = new("application/octet-stream");
        (await App.Admin.SendContentAsync(HttpMethod.Post, "/api/customers/1/files?name=a.txt", file)).Status.ShouldBe(201);
        await TestApp.EventuallyAsync(async () => (await App.GetAsync("/api/packages")).Items.Count == 2, "the packages are made");
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    private async Task<long> PostAsync(string resource, string json)
    {
        var answer = await App.PostAsync($"/api/{resource}", json);
        answer.Status.ShouldBe(201, answer.Body?.ToJsonString());
        return (long)answer.Body!["id"]!;
    }

    private async Task PatchAsync(string resource, string json)
    {
        var answer = await App.Admin.SendAsync(HttpMethod.Patch, $"/api/{resource}", json);
        answer.Status.ShouldBe(200, answer.Body?.ToJsonString());
    }
}
