using Lockstep.Tests.Modules.Support.Mail;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Support;

/// <summary>Tickets of two customers that are one person.</summary>
[RunsOnEachStore]
public sealed class TicketMergesTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private TestApp App => fixture.App;

    [Fact]
    public async Task Tickets_follow_a_merged_customer_also_those_that_were_merged_themselves_and_an_undo_gives_them_back()
    {
        var loser = await App.AddCustomerAsync("""{"name":"Ada","email":"loser@m1.example"}""");
        var survivor = await App.AddCustomerAsync("""{"name":"Ada L.","email":"survivor@m1.example"}""");
        var (merged, kept, own) = (await TicketAsync(loser), await TicketAsync(loser), await TicketAsync(survivor));
        (await App.PostAsync($"/api/tickets/{merged}/merge", $$"""{"into":{{kept}}}""")).Status.ShouldBe(200);
        (await App.PostAsync($"/api/customers/{loser}/merge", $$"""{"into":{{survivor}}}""")).Status.ShouldBe(200);
        await StateAsync(loser, "done");
        (await App.GetAsync($"/api/tickets?customerId={survivor}")).Items.Select(static one => (long)one!["id"]!)
            .ShouldBe([merged, kept, own]);
        var there = (await App.GetAsync($"/api/tickets/{merged}")).Body!;
        ((string?)there["status"], (long?)there["mergedInto"]).ShouldBe(("closed", kept), "it stays merged");
        (await App.GetAsync($"/api/tickets/{merged}/history")).Items[0]!["fields"]!.ToJsonString().ShouldBe("""["customerId"]""");

        // Both addresses are the same person's, and lead into the thread of the ticket that was kept.
        var intake = new TestIntake(App);
        var mark = (await intake.TokensAsync()).MarkOf(merged);
        (await intake.TakeAsync("loser@m1.example", "1@m1", $"Re: {mark}")).TicketId.ShouldBe(kept);
        (await intake.TakeAsync("survivor@m1.example", "2@m1", $"Re: {mark}")).TicketId.ShouldBe(kept);

        (await App.PostAsync($"/api/customers/{loser}/merge/undo", "")).Status.ShouldBe(200);
        await StateAsync(loser, "undone");
        (await App.GetAsync($"/api/tickets?customerId={loser}")).Items.Select(static one => (long)one!["id"]!).ShouldBe([merged, kept]);
        ((long?)(await App.GetAsync($"/api/tickets/{merged}")).Body!["mergedInto"]).ShouldBe(kept);
        (await intake.TakeAsync("survivor@m1.example", "3@m1", $"Re: {mark}")).TicketId.ShouldNotBe(kept, "it is somebody else's again");
    }

    private async Task<long> TicketAsync(long customer) =>
        (long)(await App.PostAsync("/api/tickets", $$"""{"customerId":{{customer}},"subject":"Something"}""")).Body!["id"]!;

    private Task StateAsync(long loser, string state) => TestApp.EventuallyAsync(
        async () => string.Equals(
            (string?)(await App.GetAsync($"/api/customers/{loser}/merge")).Items[0]!["state"], state, StringComparison.Ordinal),
        $"the merge is {state}");
}
