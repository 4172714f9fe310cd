using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Support.Mail;

/// <summary>What somebody who is erased said on tickets that are somebody else's by now.</summary>
[RunsOnEachStore]
public sealed class SharedTicketErasureTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private const string File = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\nIn-Reply-To: ";

    private TestApp App => fixture.App;

    private TestIntake Intake => new(App);

    [Fact]
    public async Task What_somebody_wrote_goes_where_the_staff_gave_the_ticket_to_another_requester_and_nothing_of_that_one()
    {
        var id = (await Intake.TakeAsync("Numbat <numbat@s1.example>", "1@s1", "The machine", text: "Broken")).TicketId!.Value;
        await Intake.TakeAsync("Numbat <numbat@s1.example>", "2@s1", "Re", $"{File}<1@s1>", Part("Numbat", "numbat.txt"));
        await PatchAsync(id, """{"requester":"other@s1.example"}""");
        await Intake.TakeAsync("Other <other@s1.example>", "3@s1", "Re", $"{File}<1@s1>", Part("Other", "other.txt"));
        await EraseAddressAsync("numbat@s1.example");
        (await BodiesAsync(id)).ShouldBe(["(erased)", "Other"]);
        (await FilesAsync(id)).ShouldBe(["other.txt"]);
        (await App.GetAsync("/api/tickets?q=numbat")).Items.ShouldBeEmpty();
        ((string?)(await App.GetAsync($"/api/tickets/{id}")).Body!["requester"]).ShouldBe("other@s1.example");
        await LeftAsync("numbat");
        (await VersionsAsync(id, "other@s1.example")).ShouldBeGreaterThan(2);
    }

    [Fact]
    public async Task Of_two_tickets_that_were_merged_each_person_takes_its_own_words()
    {
        var merged = (await Intake.TakeAsync("Dingo <dingo@s2.example>", "1@s2", "Dingo", text: "Dingo")).TicketId!.Value;
        await Intake.TakeAsync("Dingo <dingo@s2.example>", "2@s2", "Re", $"{File}<1@s2>", Part("Dingo", "dingo.txt"));
        var kept = (await Intake.TakeAsync("Bilby <bilby@s2.example>", "3@s2", "Bilby", text: "Bilby")).TicketId!.Value;
        await Intake.TakeAsync("Bilby <bilby@s2.example>", "4@s2", "Re", $"{File}<3@s2>", Part("Bilby", "bilby.txt"));
        (await App.PostAsync($"/api/tickets/{merged}/merge", $$"""{"into":{{kept}}}""")).Status.ShouldBe(200);
        await EraseAddressAsync("bilby@s2.example");
        (await BodiesAsync(kept)).ShouldBe(["Dingo", "(erased)"]);
        (await FilesAsync(kept)).ShouldBe(["dingo.txt"]);
        await LeftAsync("bilby");
        await EraseAddressAsync("dingo@s2.example");
        (await BodiesAsync(kept)).ShouldBe(["(erased)", "(erased)"]);
        (await FilesAsync(kept)).ShouldBeEmpty();
        await LeftAsync("dingo");
    }

    [Fact]
    public async Task A_ticket_that_was_given_to_another_customer_keeps_what_is_that_ones_and_loses_what_the_first_one_said()
    {
        var first = await App.AddCustomerAsync("""{"name":"Quokka"}""");
        var second = await App.AddCustomerAsync("""{"name":"Second"}""");
        var id = (long)(await App.PostAsync("/api/tickets", $$"""{"customerId":{{first}},"subject":"Lamp"}""")).Body!["id"]!;
        using var own = App.WithToken(App.TokenFor(first, "customer"));
        (await own.SendAsync(HttpMethod.Post, $"/api/tickets/{id}/comments", """{"body":"Quokka"}""")).Status.ShouldBe(201);
        await PatchAsync(id, $$"""{"customerId":{{second}}}""");
        using var others = App.WithToken(App.TokenFor(second, "customer"));
        (await others.SendAsync(HttpMethod.Post, $"/api/tickets/{id}/comments", """{"body":"Second"}""")).Status.ShouldBe(201);
        await App.DeleteCustomerAsync(first);
        (await App.PostAsync($"/api/customers/{first}/erase", "")).Status.ShouldBe(200);
        (await BodiesAsync(id)).ShouldBe(["(erased)", "Second"]);
        var left = (await App.GetAsync($"/api/tickets/{id}")).Body!;
        ((string?)left["subject"], (long?)left["customerId"]).ShouldBe(("Lamp", second));
        (await App.GetAsync($"/api/tickets/{id}/comments")).Items[0]!["authorName"]!.ToString().ShouldBe("(erased)");
        (await VersionsAsync(id, $"\"customerId\":{first},")).ShouldBe(0);
        (await VersionsAsync(id, $"\"customerId\":{second},")).ShouldBe(2, "the change and the comment");
    }

    private static string Part(string text, string file) =>
        $"--b\nContent-Type: text/plain\n\n{text}\n--b\nContent-Type: text/plain\n" +
        $"Content-Disposition: attachment; filename={file}\n\n{text}\n--b--\n";

    private async Task EraseAddressAsync(string email) =>
        (await App.PostAsync("/api/tickets/requesters/erase", $$"""{"email":"{{email}}"}""")).Status.ShouldBe(200);

    private async Task PatchAsync(long id, string json) =>
        (await App.Admin.SendAsync(HttpMethod.Patch, $"/api/tickets/{id}", json)).Status.ShouldBe(200);

    private async Task<IEnumerable<string?>> BodiesAsync(long id) =>
        (await App.GetAsync($"/api/tickets/{id}/comments")).Items.Select(static one => ((string?)one!["body"])?.Trim());

    private async Task<IEnumerable<string?>> FilesAsync(long id) =>
        (await App.GetAsync($"/api/tickets/{id}/attachments")).Items.Select(static one => (string?)one!["name"]);

    private async Task<long> VersionsAsync(long id, string text) => (await BehindTheBack.QueryAsync(
        App.Data, "support", $"select count(*) from history_data where kind = 'ticket' and record_id = {id} and data like '%{text}%'",
        static row => row.Int64(0))).Single();

    private async Task LeftAsync(string word)
    {
        foreach (var (table, column) in new[] { ("tickets", "search"), ("history_data", "data"), ("incoming_mails", "sender"),
            ("incoming_mails", "body"), ("ticket_comments", "author_name"), ("ticket_comments", "body"), ("ticket_attachments", "name") })
        {
            (await BehindTheBack.QueryAsync(
                App.Data, "support", $"select count(*) from {table} where lower(cast({column} as text)) like '%{word}%'",
                static row => row.Int64(0))).ShouldBe([0], $"{table}.{column}");
        }
    }
}
