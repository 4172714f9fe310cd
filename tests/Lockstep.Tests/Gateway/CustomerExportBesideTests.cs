using System.Text.Json.Nodes;
using Lockstep.Support.Mail;
using Lockstep.Tests.Gateway.Dialects;
using Lockstep.Tests.Modules.Support.Mail;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Gateway;

/// <summary>What came from outside about a customer is in its export: mails, and what other systems said of its orders.</summary>
[RunsOnEachStore]
public sealed class CustomerExportBesideTests
{
    [Fact]
    public async Task Mails_of_a_customer_are_in_its_export_whatever_became_of_them_and_those_of_others_are_not()
    {
        await using var app = await TestApp.StartAsync();
        var intake = new TestIntake(app);
        var ada = await app.AddCustomerAsync("""{"name":"Ada","email":"ada@x1.example"}""");
        var bob = await app.AddCustomerAsync("""{"name":"Bob","email":"bob@x1.example"}""");
        var taken = await intake.TakeAsync("Ada <ADA@x1.example>", "1@x1", "Bent", text: "It is bent");
        var ignored = await intake.TakeAsync("ada@x1.example", "2@x1", "Away", "Auto-Submitted: auto-replied", "I am away");
        ignored.State.ShouldBe(IncomingMails.Ignored);
        await intake.TakeAsync("bob@x1.example", "3@x1", "Mine", text: "Bob's own");
        for (var number = 0; number < 25; number++)
        {
            await intake.TakeAsync("ada@x1.example", $"m{number}@x1", "More", text: $"More {number}");
        }

        var export = await ExportAsync(app, ada);
        export["withheld"]!.AsArray().ShouldBeEmpty();
        var mails = export["mails"]!.AsArray();
        mails.Select(static mail => (long)mail!["id"]!).ShouldBe(mails.Select(static mail => (long)mail!["id"]!).Distinct().Order());
        mails.Count.ShouldBe(27, "more than a page of them");
        ((string?)mails[0]!["from"], (string?)mails[0]!["subject"], (long?)mails[0]!["ticketId"])
            .ShouldBe(("ADA@x1.example", "Bent", taken.TicketId));
        ((string)mails[0]!["text"]!).ShouldContain("It is bent");
        ((string?)mails[1]!["state"], (string?)mails[1]!["subject"]).ShouldBe((IncomingMails.Ignored, "Away"));
        export.ToJsonString().ShouldNotContain("Bob's own");
        (await ExportAsync(app, bob))["mails"]!.AsArray().Select(static mail => (string?)mail!["subject"]).ShouldBe(["Mine"]);

        // What came for a ticket of hers is there whoever sent it.
        await app.Admin.SendAsync(HttpMethod.Patch, $"/api/customers/{ada}", """{"email":"ada@elsewhere.example"}""");
        var later = (await ExportAsync(app, ada))["mails"]!.AsArray();
        later.ShouldContain(mail => (long?)mail!["ticketId"] == taken.TicketId);
        later.ShouldNotContain(static mail => (string?)mail!["subject"] == "Away");
    }

    [Fact]
    public async Task What_other_systems_said_of_the_orders_of_a_customer_is_in_its_export_as_it_came()
    {
        await using var app = await ErpClient.StartAsync();
        var ada = await app.AddCustomerAsync("""{"name":"Ada"}""");
        var bob = await app.AddCustomerAsync("""{"name":"Bob"}""");
        await app.PostAsync("/api/products", """{"sku":"BOLT","name":"Bolt","price":1,"stock":10}""");
        var (hers, his) = (await OrderAsync(app, ada), await OrderAsync(app, bob));
        await CallAsync(app, $$"""{"orderId":{{hers}},"status":"PROCESSING","reference":"A-1"}""", ErpClient.Secret, 200);
        await CallAsync(app, $$"""{"orderId":{{hers}},"status":"DELIVERED"}""", ErpClient.Secret, 400, 409);
        await CallAsync(app, $$"""{"orderId":{{his}},"status":"PROCESSING","reference":"B-1"}""", ErpClient.Secret, 200);
        await CallAsync(app, $$"""{"orderId":{{hers}},"status":"CANCELLED","reference":"forged"}""", "wrong", 401);

        var calls = (await ExportAsync(app, ada))["webhookCalls"]!.AsArray();
        calls.Select(static call => ((long)call!["orderId"]!, (string?)call["state"])).ShouldBe([(hers, "done"), (hers, "done")]);
        ((string)calls[0]!["body"]!).ShouldContain("A-1");
        ((long)calls[0]!["status"]!).ShouldBe(200);
        ((long)calls[1]!["status"]!).ShouldBeGreaterThanOrEqualTo(400);
        calls.ToJsonString().ShouldNotContain(ErpClient.Secret);
        (await ExportAsync(app, bob))["webhookCalls"]!.AsArray().Count.ShouldBe(1);

        using var herself = app.WithToken(app.TokenFor(ada, "customer"));
        var own = await herself.SendAsync(HttpMethod.Get, $"/api/customers/{ada}/export", null);
        own.Status.ShouldBe(200, own.Body?.ToJsonString());
        own.Body!["withheld"]!.AsArray().Select(static one => (string?)one)
            .ShouldBe(["notes", "files", "deliveries", "linkedRecords", "mails", "webhookCalls"], ignoreOrder: true);
        own.Body["webhookCalls"].ShouldBeNull();
    }

    private static async Task<JsonNode> ExportAsync(TestApp app, long customer)
    {
        var answer = await app.GetAsync($"/api/customers/{customer}/export");
        answer.Status.ShouldBe(200, answer.Body?.ToJsonString());
        return answer.Body!;
    }

    private static async Task<long> OrderAsync(TestApp app, long customer)
    {
        var answer = await app.PostAsync("/api/orders", $$"""{"customerId":{{customer}},"items":[{"productId":1,"quantity":1}]}""");
        answer.Status.ShouldBe(201, answer.Body?.ToJsonString());
        return (long)answer.Body!["id"]!;
    }

    private static async Task CallAsync(TestApp app, string json, string secret, params int[] statuses)
    {
        var answer = await app.Anonymous.SendAsync(
            HttpMethod.Post, "/api/integrations/webhooks/erp-order-status", json, ("X-Webhook-Secret", secret));
        statuses.ShouldContain(answer.Status, answer.Body?.ToJsonString());
    }
}
