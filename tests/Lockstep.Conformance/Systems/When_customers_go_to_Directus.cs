using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Systems;

/// <summary>docs/connecting-directus.md, step by step: a real Lockstep and a real Directus.</summary>
[Collection(WithDirectus.Name)]
[Trait(NodeFolder.Trait, NodeFolder.Directus)]
public sealed class When_customers_go_to_Directus(DirectusFixture directus)
{
    [Fact]
    public async Task A_customer_becomes_a_company_once_and_changes_follow()
    {
        await using var site = new Site(StoreKind.Sqlite);
        Directory.CreateDirectory(site.File("systems"));
        Directory.CreateDirectory(site.File("flows"));
        await File.WriteAllTextAsync(
            site.File("systems/directus.yaml"), directus.PageFile("directus"), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            site.File("flows/directus.yaml"), directus.PageFile("customers-to-directus"), TestContext.Current.CancellationToken);
        await CreateAsync("companies", new JsonObject { ["customer_number"] = "K/2", ["name"] = "Was there before" });
        await using var server = ServerProcess.Start(
            site, ("DIRECTUS_TOKEN", directus.Server.Token), ("LOCKSTEP_Outbound__Allow", directus.Server.Address.Authority));
        using var api = await server.ReadyAsync();

        var first = await NewAsync(api, "K/1", "Ada");
        await NewAsync(api, "K/2", "Bob");
        await HasAsync("K/1", "Ada");
        await HasAsync("K/2", "Bob");
        await api.RenameAsync(first, "Ada King");

        await HasAsync("K/1", "Ada King");
        (await CompaniesAsync("?filter[customer_number][_starts_with]=K%2F")).Count.ShouldBe(2);
    }

    private static async Task<long> NewAsync(Api api, string externalId, string name)
    {
        using var answer = await api.Http.PostAsJsonAsync(
            "/api/customers", new { name, externalId, source = "erp", address = new { city = "Kiel" } },
                TestContext.Current.CancellationToken);
        answer.IsSuccessStatusCode.ShouldBeTrue();
        return (long)(await answer.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!["id"]!;
    }

    private Task HasAsync(string number, string name) => Eventually.HoldsAsync(async () =>
    {
        var found = await CompaniesAsync($"?filter[customer_number][_eq]={Uri.EscapeDataString(number)}");
        return found.Count == 1 && string.Equals((string?)found[0]!["name"], name, StringComparison.Ordinal) ? null
            : $"{number} is {found.ToJsonString()}";
    });

    private async Task<JsonArray> CompaniesAsync(string query)
    {
        using var http = Signed();
        return (await http.GetFromJsonAsync<JsonNode>($"items/companies{query}", TestContext.Current.CancellationToken))!["data"]!
            .AsArray();
    }

    private async Task CreateAsync(string collection, JsonObject fields)
    {
        using var http = Signed();
        using var answer = await http.PostAsJsonAsync($"items/{collection}", fields, TestContext.Current.CancellationToken);
        answer.IsSuccessStatusCode.ShouldBeTrue();
    }

    private HttpClient Signed() => new()
    {
        BaseAddress = directus.Server.Address,
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", directus.Server.Token) },
    };
}
