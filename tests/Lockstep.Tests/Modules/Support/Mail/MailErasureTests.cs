using Lockstep.Support.Mail;
using Lockstep.Tests.Gateway;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Support.Mail;

/// <summary>What is left of somebody who wrote, and is erased.</summary>
[RunsOnEachStore]
public sealed class MailErasureTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private TestApp App => fixture.App;

    private TestIntake Intake => new(App);

    [Fact]
    public async Task Somebody_who_is_erased_leaves_no_mail_and_no_ticket_that_it_asked_for_before_it_was_a_customer()
    {
        var asked = await Intake.TakeAsync("Quagga <Quagga_1@e1.example>", "1@e1", "Quagga", text: "Quagga");
        var machine = await Intake.TakeAsync("Quagga_1@e1.example", "quagga@e1", "Quagga", "Auto-Submitted: auto-replied", "Quagga");
        var gone = await Intake.TakeAsync("Quagga_1@e1.example", "3@e1", "Quagga", text: "Quagga");
        machine.State.ShouldBe(IncomingMails.Ignored);
        (await App.Admin.SendAsync(HttpMethod.Delete, $"/api/tickets/{gone.TicketId}", null)).Status.ShouldBe(204);
        (await App.PostAsync("/api/tickets", """{"requester":"quagga_1@E1.example","subject":"Quagga"}""", ("Idempotency-Key", "quagga")))
            .Status.ShouldBe(201);
        var customer = await App.AddCustomerAsync("""{"name":"Zebra","email":"quagga_1@e1.example"}""");
        var erased = await EraseAsync(customer);
        ((long)erased.Body!["records"]!["tickets"]!).ShouldBe(4, "three tickets, and the mail that made none");

        var left = (await App.GetAsync($"/api/tickets/{asked.TicketId}")).Body!;
        ((string?)left["subject"], (string?)left["description"], (string?)left["requester"], (string?)left["status"])
            .ShouldBe(("(erased)", "(erased)", null, "closed"));
        foreach (var (table, column) in new[] { ("tickets", "search"), ("tickets", "requester"), ("history_data", "data"),
            ("idempotency", "body"), ("incoming_mails", "sender"), ("incoming_mails", "subject"), ("incoming_mails", "body"),
            ("incoming_mails", "message_id"), ("incoming_mails", "sender_key") })
        {
            (await BehindTheBack.QueryAsync(App.Data, "support",
                $"select count(*) from {table} where lower(cast({column} as text)) like '%quagga%'",
                static row => row.Int64(0))).ShouldBe([0], $"{table}.{column}");
        }
    }

    [Fact]
    public async Task What_waits_for_people_of_somebody_who_is_erased_is_given_up()
    {
        var customer = await App.AddCustomerAsync("""{"name":"Flood","email":"flood@e2.example"}""");
        for (var number = 0; number <= 30; number++)
        {
            await Intake.TakeAsync("flood@e2.example", $"{number}@e2", "Flood");
        }

        (await App.GetAsync("/api/tickets/mail/incoming")).Items.Count.ShouldBe(1);
        foreach (var ticket in (await App.GetAsync($"/api/tickets?customerId={customer}&size=100")).Items)
        {
            (await App.Admin.SendAsync(HttpMethod.Patch, $"/api/tickets/{ticket!["id"]}", """{"status":"closed"}""")).Status.ShouldBe(200);
        }

        await EraseAsync(customer);
        (await App.GetAsync("/api/tickets/mail/incoming")).Items.ShouldBeEmpty();
        ((string)(await App.GetAsync("/api/tickets/mail/incoming?state=discarded")).Items.ShouldHaveSingleItem()!["reason"]!)
            .ShouldBe("(erased)");
    }

    [Fact]
    public async Task An_address_that_was_never_confirmed_or_is_somebody_elses_by_now_erases_nothing_of_theirs()
    {
        var mine = await Intake.TakeAsync("okapi@e3.example", "1@e3", "Mine");
        var theirs = await Intake.TakeAsync("gnu@e3.example", "2@e3", "Theirs");
        var customer = await App.AddCustomerAsync("""{"name":"Was","email":"gnu@e3.example"}""");
        using var own = App.WithToken(App.TokenFor(customer, "customer"));
        (await App.Admin.SendAsync(HttpMethod.Patch, $"/api/customers/{customer}", """{"email":"other@e3.example"}"""))
            .Status.ShouldBe(200);
        await App.AddCustomerAsync("""{"name":"Is","email":"gnu@e3.example"}""");
        var claimed = await own.SendAsync(HttpMethod.Patch, $"/api/customers/{customer}", """{"email":"okapi@e3.example"}""");
        ((bool?)claimed.Body!["emailUnconfirmed"]).ShouldBe(true, claimed.Body.ToJsonString());
        await EraseAsync(customer);
        foreach (var note in new[] { mine, theirs })
        {
            ((string?)(await App.GetAsync($"/api/tickets/{note.TicketId}")).Body!["subject"]).ShouldBe(note == mine ? "Mine" : "Theirs");
            (await App.GetAsync($"/api/tickets/mail/incoming?ticketId={note.TicketId}")).Items[0]!["from"].ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task Who_asked_for_a_customer_is_named_no_more_and_the_ticket_stays_the_customers()
    {
        var company = await App.AddCustomerAsync("""{"name":"Company","email":"company@e4.example"}""");
        var person = await App.AddCustomerAsync("""{"name":"Person","email":"tapir@e4.example"}""");
        var made = await App.PostAsync(
            "/api/tickets", $$"""{"customerId":{{company}},"requester":"tapir@e4.example","subject":"The machine"}""");
        await EraseAsync(person);
        var left = (await App.GetAsync($"/api/tickets/{made.Body!["id"]}")).Body!;
        ((string?)left["subject"], (string?)left["requester"], (long?)left["customerId"]).ShouldBe(("The machine", null, company));
        (await App.GetAsync("/api/tickets?q=tapir")).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Somebody_who_never_was_a_customer_is_erased_by_its_address()
    {
        var mine = await Intake.TakeAsync("ibex@e5.example", "1@e5", "Ibex");
        foreach (var count in new[] { 1, 0 })
        {
            var erased = await App.PostAsync("/api/tickets/requesters/erase", """{"email":"IBEX@E5.example"}""");
            ((long)erased.Body!["records"]!).ShouldBe(count);
        }

        ((string?)(await App.GetAsync($"/api/tickets/{mine.TicketId}")).Body!["subject"]).ShouldBe("(erased)");
        (await App.GetAsync($"/api/audit?action=record:erased&target=tickets/{mine.TicketId}")).Items.ShouldHaveSingleItem();
        (await App.PostAsync("/api/tickets/requesters/erase", "{}")).Blamed.ShouldBe(["email"]);
        (await App.PostAsync("/api/tickets/requesters/erase", """{"email":"nobody"}""")).Blamed.ShouldBe(["email"]);
        await App.AddCustomerAsync("""{"name":"Ibex","email":"customer@e5.example"}""");
        (await App.PostAsync("/api/tickets/requesters/erase", """{"email":"customer@e5.example"}""")).ShouldBeProblem(409, "a customer's");
    }

    private async Task<ApiAnswer> EraseAsync(long customer)
    {
        (await App.DeleteCustomerAsync(customer)).Status.ShouldBe(204);
        var erased = await App.PostAsync($"/api/customers/{customer}/erase", "");
        erased.Status.ShouldBe(200, erased.Body?.ToJsonString());
        return erased;
    }
}
