using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lockstep.Conformance.Systems;

/// <summary>samples/tryton/two-way: people of sales edit customers here, people of accounting parties in a real Tryton.</summary>
[Collection(WithTryton.Name)]
[Trait(TrytonFixture.Trait, TrytonFixture.Needs)]
public sealed class When_customers_and_parties_are_edited_on_both_sides(TrytonFixture tryton)
{
    [Fact]
    public async Task Each_has_what_the_other_changed_also_while_Lockstep_was_down()
    {
        var erp = await tryton.Server.FoundAsync();
        await using var site = new TrytonSite(erp, "two-way");
        await using var server = site.Start();
        using var api = await server.ReadyAsync();
        var customer = (await api.PostAsync("/api/customers", new
        {
            name = "Ада Кинг", email = "ada@example.com", phone = "1",
                address = new { line = "Kai 1", city = "Kiel", postalCode = "01234" },
        })).GetProperty("id").GetInt64();
        var party = await PartyAsync(erp, "Ада Кинг", "Kiel");
        (party["email"]!.ToString(), party["phone"]!.ToString()).ShouldBe(("ada@example.com", "1"));

        // Made there, it is here; and what was there before is not made a second time.
        await MakeThereAsync(erp, api);

        // Different fields, at once.
        await erp.WriteAsync("party.address", Id(party["addresses."]![0]!), new JsonObject { ["city"] = "Bremen" });
        await PatchAsync(api, customer, new { phone = "2" });
        await CustomerAsync(api, "Ада Кинг", "Bremen");
        await Eventually.HoldsAsync(
            async () => (await PartyAsync(erp, "Ада Кинг", "Bremen"))["phone"]!.ToString() is "2" ? null : "the phone is not there");

        // While nobody was there to hear of it.
        await server.DieAsync();
        await erp.WriteAsync("party.party", Id(party), new JsonObject { ["name"] = "Ada (ERP)" });
        await using var next = site.Start();
        using var again = await next.ReadyAsync();
        await CustomerAsync(again, "Ada (ERP)", "Bremen");
        (await again.CountAsync("/api/customers")).ShouldBe(2);
        (await erp.RowsAsync("party.party", [new JsonArray("code", "!=", "1")], "name")).Count.ShouldBe(2);
        (await again.CountAsync("/api/sync/dead-letters")).ShouldBe(0);

        await DeleteAsync(again, customer);
        await IsArchivedAsync(erp, party);
    }

    /// <summary>Tryton tells nobody of a party that is deleted instead of being archived.</summary>
    [Fact]
    public async Task A_party_that_is_deleted_for_good_is_missed_here_and_the_others_stay()
    {
        var erp = await tryton.Server.FoundAsync();
        await using var site = new TrytonSite(erp, "two-way", sweep: "1s");
        await using var server = site.Start();
        using var api = await server.ReadyAsync();
        foreach (var name in new[] { "Ada", "Ben", "Cy" })
        {
            await api.PostAsync(
                "/api/customers",
                new { name, email = $"{name}@example.com", phone = "1", address = new { line = "Kai 1", city = "Kiel" } });
            await PartyAsync(erp, name, "Kiel");
        }

        await Eventually.HoldsAsync(
            async () => await api.CountAsync("/api/sync/links?state=linked") == 3 ? null : "not all are linked");
        await erp.DeleteAsync("party.party", Id(await PartyAsync(erp, "Ben", "Kiel")));
        await Eventually.HoldsAsync(async () => await StatusesAsync(api) is "Ada active, Ben inactive, Cy active" ? null
            : await StatusesAsync(api));
        (await api.CountAsync("/api/sync/links?state=right-gone")).ShouldBe(1);
        (await api.CountAsync("/api/sync/dead-letters")).ShouldBe(0);
        (await erp.RowsAsync("party.party", [new JsonArray("code", "!=", "1")], "name")).Count.ShouldBe(2);
    }

    private static async Task<string> StatusesAsync(Api api) => string.Join(", ", (await api.AllAsync("/api/customers"))
        .Select(static one => $"{one.GetProperty("name").GetString()} {one.GetProperty("status").GetString()}")
        .Order(StringComparer.Ordinal));

    private static async Task DeleteAsync(Api api, long customer)
    {
        using var deleted = await api.Http.DeleteAsync($"/api/customers/{customer}", Ct);
        deleted.IsSuccessStatusCode.ShouldBeTrue();
    }

    private static Task IsArchivedAsync(TrytonDatabase erp, JsonNode party) => Eventually.HoldsAsync(
        async () => (await erp.RowsAsync("party.party", [new JsonArray("id", "=", Id(party))], "name")).Count == 0 ? null : "it is there");

    private static async Task MakeThereAsync(TrytonDatabase erp, Api api)
    {
        await erp.MakeAsync("party.party", new JsonObject
        {
            ["name"] = "Ben", ["contact_mechanisms"] = new JsonArray(new JsonArray("create", new JsonArray(Mail("ben@example.com")))),
            ["addresses"] = new JsonArray(new JsonArray("create", new JsonArray(new JsonObject { ["city"] = "Jena" }))),
        });
        await CustomerAsync(api, "Ben", "Jena");
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static long Id(JsonNode row) => (long)row["id"]!;

    private static JsonObject Mail(string value) => new() { ["type"] = "email", ["value"] = value };

    private static async Task PatchAsync(Api api, long customer, object change)
    {
        using var answer = await api.Http.PatchAsJsonAsync($"/api/customers/{customer}", change, Ct);
        answer.IsSuccessStatusCode.ShouldBeTrue();
    }

    private static Task CustomerAsync(Api api, string name, string city) => Eventually.HoldsAsync(async () =>
    {
        var all = await api.AllAsync("/api/customers");
        return all.Any(one => string.Equals(one.GetProperty("name").GetString(), name, StringComparison.Ordinal)
            && one.GetProperty("address") is { ValueKind: JsonValueKind.Object } address
            && string.Equals(address.GetProperty("city").GetString(), city, StringComparison.Ordinal))
            ? null : string.Join(", ", all.Select(static one => one.GetRawText()));
    });

    private static async Task<JsonNode> PartyAsync(TrytonDatabase erp, string name, string city)
    {
        JsonNode? party = null;
        await Eventually.HoldsAsync(async () =>
        {
            var rows = await erp.RowsAsync("party.party", [new JsonArray("name", "=", name)], "email", "phone", "addresses.city");
            party = rows.SingleOrDefault(
                row => row!["addresses."]!.AsArray().Any(one => string.Equals((string?)one!["city"], city, StringComparison.Ordinal)));
            return party is null ? rows.ToJsonString() : null;
        });
        return party!;
    }
}
