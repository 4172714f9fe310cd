using System.Text.Json.Nodes;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Crm.Merging;

/// <summary>Two customers that are one person: one is left, everything follows, and nobody makes the person again.</summary>
[RunsOnEachStore]
public sealed class MergeTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private TestApp App => fixture.App;

    [Fact]
    public async Task Orders_packages_and_users_follow_the_customer_and_the_one_that_is_gone_says_where_it_went()
    {
        var (loser, survivor) = await PairAsync("follow");
        var order = await OrderAsync(loser);
        var package = (long)(await App.PostAsync("/api/packages", $$"""{"customerId":{{loser}},"kind":"parcel"}""")).Body!["id"]!;
        var user = (long)
            (
                await App.PostAsync(
                    "/api/users", $$"""{"name":"Ada","email":"user.follow@example.com","roles":["customer"],"customerId":{{loser}}}""")
            ).Body!["id"]!;
        var merged = await MergeAsync(loser, survivor, """["phone"]""");
        (await App.GetAsync($"/api/orders/{order}")).Body!["customerId"]!.GetValue<long>().ShouldBe(survivor);
        (await App.GetAsync($"/api/packages/{package}")).Body!["customerId"]!.GetValue<long>().ShouldBe(survivor);
        (await App.GetAsync($"/api/users/{user}")).Body!["customerId"]!.GetValue<long>().ShouldBe(survivor);
        var left = (await App.GetAsync($"/api/customers/{survivor}")).Body!;
        ((string?)left["phone"], (string?)left["email"], (string?)left["organisation"])
            .ShouldBe(("+1 loser", "survivor.follow@example.com", "Loser Ltd"), "taken, kept, and filled where there was none");
        var parts = merged["parts"]!.AsArray().ToDictionary(
            static part => (string)part!["name"]!, static part => (long)part!["moved"]!, StringComparer.Ordinal);
        parts["orders"].ShouldBe(1);
        parts["users"].ShouldBe(1);

        var gone = await App.GetAsync($"/api/customers/{loser}");
        (gone.Status, (long)gone.Body!["mergedInto"]!).ShouldBe((410, survivor));
        (await App.Admin.SendAsync(HttpMethod.Patch, $"/api/customers/{loser}", """{"name":"X"}""")).Status.ShouldBe(410);
        (await App.GetAsync("/api/customers?q=loser.follow")).Items.ShouldBeEmpty();
        (await App.GetAsync($"/api/customers/{loser}/history")).Items[0]!["record"]!["mergedInto"]!.GetValue<long>().ShouldBe(survivor);
        (await App.GetAsync($"/api/orders/{order}/history")).Items[0]!["fields"]!.ToJsonString().ShouldBe("""["customerId"]""");
    }

    [Fact]
    public async Task Imports_flows_and_requests_with_the_keys_of_the_one_that_is_gone_find_the_one_that_is_left()
    {
        var (loser, survivor) = await PairAsync("keys");
        await MergeAsync(loser, survivor, "[]");
        var taken = await App.PostAsync("/api/customers", """{"name":"Again","email":"LOSER.keys@example.com"}""");
        taken.Status.ShouldBe(409);
        taken.Body!["detail"]!.GetValue<string>().ShouldContain($"Customer {survivor} has this email");
        (await App.PostAsync("/api/customers", """{"name":"Again","source":"erp","externalId":"loser-keys"}""")).Status.ShouldBe(409);
        (await App.GetAsync("/api/customers?email=loser.keys@example.com")).Items.ShouldHaveSingleItem()!["id"]!
            .GetValue<long>()
            .ShouldBe(survivor);

        var before = (long)(await App.GetAsync("/api/customers")).Body!["total"]!;
        var import = await ImportAsync("source,externalId,email,phone\nerp,loser-keys,loser.keys@example.com,+1 555\n");
        ((long)import["updated"]!, (long)import["created"]!).ShouldBe((1, 0), import.ToJsonString());
        var left = (await App.GetAsync($"/api/customers/{survivor}")).Body!;
        ((string?)left["phone"], (string?)left["email"], (string?)left["externalId"])
            .ShouldBe(("+1 555", "survivor.keys@example.com", "survivor-keys"), "the row is the person's, and the keys stay");
        ((long)(await ImportAsync("email,phone\nloser.keys@example.com,+1 556\n"))["updated"]!).ShouldBe(1);
        ((long)(await App.GetAsync("/api/customers")).Body!["total"]!).ShouldBe(before);

        var order = await OrderAsync(loser);
        (await App.GetAsync($"/api/orders/{order}")).Body!["customerId"]!.GetValue<long>().ShouldBe(survivor,
            "an id of before leads there too");
        (await App.Admin.SendAsync(HttpMethod.Patch, $"/api/customers/{survivor}", """{"email":"loser.keys@example.com"}"""))
            .Status.ShouldBe(200, "its own keys of before it may have again");
    }

    [Fact]
    public async Task An_undone_merge_leaves_two_customers_with_what_each_had()
    {
        var (loser, survivor) = await PairAsync("undo");
        var order = await OrderAsync(loser);
        var own = await OrderAsync(survivor);
        await MergeAsync(loser, survivor, """["email","name","externalId"]""");
        (await App.GetAsync($"/api/customers/{survivor}")).Body!["externalId"]!.GetValue<string>().ShouldBe("loser-undo");
        (await App.Admin.SendAsync(HttpMethod.Patch, $"/api/customers/{survivor}", """{"name":"Changed since"}""")).Status.ShouldBe(200);
        var later = await OrderAsync(survivor);

        (await App.PostAsync($"/api/customers/{loser}/merge/undo", "")).Status.ShouldBe(200);
        await StateAsync(loser, "undone");
        var back = (await App.GetAsync($"/api/customers/{loser}")).Body!;
        ((string?)back["email"], (string?)back["externalId"], (string?)back["name"], (string?)back["phone"])
            .ShouldBe(("loser.undo@example.com", "loser-undo", "Loser undo", "+1 loser"));
        var left = (await App.GetAsync($"/api/customers/{survivor}")).Body!;
        ((string?)left["email"], (string?)left["externalId"], (string?)left["name"], (string?)left["organisation"])
            .ShouldBe(("survivor.undo@example.com", "survivor-undo", "Changed since", null), "what changed since stays");
        (await OwnerAsync(order), await OwnerAsync(own), await OwnerAsync(later)).ShouldBe((loser, survivor, survivor));
        (await App.GetAsync("/api/customers?q=loser.undo")).Items.ShouldHaveSingleItem();
        (await App.PostAsync($"/api/customers/{loser}/merge/undo", "")).Status.ShouldBe(404, "there is no merge any more");
        (await App.PostAsync($"/api/customers/{survivor}/merge", $$"""{"from":{{loser}}}""")).Status.ShouldBe(
            200, "and it may be merged again");
        await StateAsync(loser, "done");
        (await OwnerAsync(order)).ShouldBe(survivor);
    }

    [Fact]
    public async Task Somebody_who_is_erased_after_a_merge_was_undone_takes_nothing_of_the_other_along()
    {
        var (loser, survivor) = await PairAsync("apart");
        var order = await OrderAsync(loser);
        (await App.PostAsync($"/api/customers/{loser}/notes", """{"text":"prefers mornings"}""")).Status.ShouldBe(201);
        (await App.PostAsync($"/api/customers/{loser}/files?name=a.txt", "{}")).Status.ShouldBe(201);
        await MergeAsync(loser, survivor, "[]");
        (await App.GetAsync($"/api/search?q={loser}&kinds=customer")).Body!["items"]!.AsArray().Select(static one => (long)one!["id"]!)
            .ShouldNotContain(loser, "it is no record any more");
        (await App.PostAsync($"/api/customers/{loser}/merge/undo", "")).Status.ShouldBe(200);
        await StateAsync(loser, "undone");

        await CancelPackagesAsync(survivor);
        var erased = await App.PostAsync($"/api/customers/{survivor}/erase", "");
        erased.Status.ShouldBe(200, erased.Body?.ToJsonString());
        (await App.GetAsync($"/api/customers/{loser}/notes")).Items.ShouldHaveSingleItem();
        (await App.GetAsync($"/api/customers/{loser}/files")).Items.ShouldHaveSingleItem();
        ((string)(await App.GetAsync($"/api/orders/{order}")).Body!["customerName"]!).ShouldBe("Loser apart");
    }

    [Fact]
    public async Task Of_two_welcome_packages_neither_is_lost_and_no_third_is_made()
    {
        var (loser, survivor) = await PairAsync("welcome");
        var first = (long)(await App.PostAsync("/api/packages", $$"""{"customerId":{{survivor}}}""")).Body!["id"]!;
        var second = (long)(await App.PostAsync("/api/packages", $$"""{"customerId":{{loser}}}""")).Body!["id"]!;
        await MergeAsync(loser, survivor, "[]");
        (await App.GetAsync($"/api/packages?customerId={survivor}")).Items.Select(static one => (long)one!["id"]!).ShouldBe([first,
            second], ignoreOrder: true);
        ((long)(await App.PostAsync("/api/packages", $$"""{"customerId":{{loser}}}""")).Body!["id"]!).ShouldBe(first);
        (await App.PostAsync($"/api/customers/{loser}/merge/undo", "")).Status.ShouldBe(200);
        await StateAsync(loser, "undone");
        ((long)(await App.PostAsync("/api/packages", $$"""{"customerId":{{loser}}}""")).Body!["id"]!).ShouldBe(second);
    }

    [Fact]
    public async Task Merges_in_a_row_lead_to_the_last_one_and_are_undone_from_there()
    {
        var (one, two) = await PairAsync("row");
        var three = await App.AddCustomerAsync("""{"name":"Third","email":"third.row@example.com"}""");
        await MergeAsync(one, two, "[]");
        await MergeAsync(two, three, "[]");
        ((long)(await App.GetAsync($"/api/customers/{one}")).Body!["mergedInto"]!).ShouldBe(three);
        (await App.PostAsync($"/api/customers/{one}/merge/undo", "")).Status.ShouldBe(409, "the later one first");
        (await App.PostAsync($"/api/customers/{two}/merge/undo", "")).Status.ShouldBe(200);
        ((long)(await App.GetAsync($"/api/customers/{one}")).Body!["mergedInto"]!).ShouldBe(two);
        (await App.PostAsync("/api/customers", """{"name":"Again","email":"loser.row@example.com"}""")).Status.ShouldBe(409);
    }

    [Fact]
    public async Task A_merge_names_what_is_wrong_with_it()
    {
        var (loser, survivor) = await PairAsync("wrong");
        (await App.PostAsync($"/api/customers/{loser}/merge", "{}")).Blamed.ShouldBe(["into"]);
        (await App.PostAsync($"/api/customers/{loser}/merge", $$"""{"into":{{survivor}},"from":{{survivor}}}""")).Blamed.ShouldBe(["into"]);
        (await App.PostAsync($"/api/customers/{loser}/merge", $$"""{"into":{{loser}}}""")).Blamed.ShouldBe(["into"]);
        var take = await App.PostAsync($"/api/customers/{loser}/merge", $$"""{"into":{{survivor}},"take":["emial"]}""");
        take.Body!["errors"]!["take"]![0]!.GetValue<string>().ShouldContain("did you mean email?");
        (await App.PostAsync($"/api/customers/{loser}/merge", """{"into":999999}""")).Status.ShouldBe(404);
        (await App.PostAsync($"/api/customers/{loser}/merge", $$"""{"into":{{survivor}},"version":7}""")).Status.ShouldBe(412);
        (await App.PostAsync($"/api/customers/{loser}/merge", $$"""{"into":{{survivor}}}""", ("If-Match", "\"7\""))).Status.ShouldBe(412);
        (await App.GetAsync($"/api/customers/{loser}")).Status.ShouldBe(200);
        (await App.GetAsync("/api/customers/999999/merge")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Who_is_erased_takes_along_who_was_merged_into_it()
    {
        var (loser, survivor) = await PairAsync("erased");
        await MergeAsync(loser, survivor, """["name"]""");
        (await App.PostAsync($"/api/customers/{loser}/erase", "")).Status.ShouldBe(410);
        await CancelPackagesAsync(survivor);
        var erased = await App.PostAsync($"/api/customers/{survivor}/erase", "");
        erased.Status.ShouldBe(200, erased.Body?.ToJsonString());
        erased.Body!["merged"]!.ToJsonString().ShouldBe($"[{loser}]");
        foreach (var id in new[] { loser, survivor })
        {
            (await App.GetAsync($"/api/customers/{id}/history")).Items.ShouldAllBe(static entry => entry!["record"] == null);
        }

        (await App.PostAsync($"/api/customers/{loser}/merge/undo", "")).Status.ShouldBe(410);
        await App.AddCustomerAsync("""{"name":"Somebody","email":"loser.erased@example.com"}""");
    }

    private async Task<(long Loser, long Survivor)> PairAsync(string name) => (
        await App.AddCustomerAsync(
            $$"""{"name":"Loser {{name}}","email":"loser.{{name}}@example.com","phone":"+1 loser","organisation":"Loser Ltd","source":"erp","externalId":"loser-{{name}}"}"""),
        await App.AddCustomerAsync(
            $$"""{"name":"Survivor {{name}}","email":"survivor.{{name}}@example.com","phone":"+1 survivor","source":"erp","externalId":"survivor-{{name}}"}"""));

    private async Task<long> OrderAsync(long customer)
    {
        var product = (long)(await App.PostAsync("/api/products", """{"name":"Thing","price":1,"stock":9}""")).Body!["id"]!;
        var made = await App.PostAsync("/api/orders", $$"""{"customerId":{{customer}},"items":[{"productId":{{product}},"quantity":1}]}""");
        made.Status.ShouldBe(201, made.Body?.ToJsonString());
        return (long)made.Body!["id"]!;
    }

    private async Task<JsonObject> MergeAsync(long loser, long survivor, string take)
    {
        var answer = await App.PostAsync($"/api/customers/{loser}/merge", $$"""{"into":{{survivor}},"take":{{take}}}""");
        answer.Status.ShouldBe(200, answer.Body?.ToJsonString());
        return await StateAsync(loser, "done");
    }

    /// <summary>The merge once it is in a state.</summary>
    private async Task<JsonObject> StateAsync(long loser, string state)
    {
        JsonObject merge = [];
        await TestApp.EventuallyAsync(
            async () =>
            {
                merge = (await App.GetAsync($"/api/customers/{loser}/merge")).Items[0]!.AsObject();
                return string.Equals((string)merge["state"]!, state, StringComparison.Ordinal);
            },
            $"the merge is {state}");
        return merge;
    }

    private async Task<JsonObject> ImportAsync(string csv)
    {
        using var content = new StringContent(csv, System.Text.Encoding.UTF8, "text/csv");
        var answer = await App.Admin.SendContentAsync(HttpMethod.Post, "/api/customers/import", content);
        answer.Status.ShouldBe(200, answer.Body?.ToJsonString());
        return answer.Body!.AsObject();
    }

    private async Task<long> OwnerAsync(long order) => (long)(await App.GetAsync($"/api/orders/{order}")).Body!["customerId"]!;

    private async Task CancelPackagesAsync(long customer)
    {
        foreach (var package in (await App.GetAsync($"/api/packages?customerId={customer}")).Items)
        {
            await App.Admin.SendAsync(HttpMethod.Patch, $"/api/packages/{package!["id"]}", """{"status":"Cancelled"}""");
        }
    }
}
