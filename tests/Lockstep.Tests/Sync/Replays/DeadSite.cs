using System.Text.Json.Nodes;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Sync.Replays;

/// <summary>The whole system with a flow that needs the organisation of customers, of which some have none.</summary>
internal sealed class DeadSite : IAsyncDisposable
{
    public const string Flow =
        """
        name: needs-organisation
        from: { system: crm, kind: customer, on: [created] }
        to: { system: inventory, kind: package }
        map: { customerId: id, customerName: organisation }
        set: { kind: parcel }
        """;

    private readonly TestFolder _flows = new();

    private DeadSite()
    {
    }

    public TestApp App { get; private set; } = null!;

    /// <summary>Starts it, and waits until so many customers have become dead letters.</summary>
    public static async Task<DeadSite> StartAsync(int customers)
    {
        var site = new DeadSite();
        await File.WriteAllTextAsync(site._flows.File("needs.yaml"), Flow);
        site.App = await TestApp.StartAsync(builder =>
        {
            builder.Configuration["LOCKSTEP_FLOWS"] = site._flows.Path;
            builder.Configuration["Replay:LookInterval"] = "00:00:00.050";
            builder.Configuration["Dispatch:CountInterval"] = "00:00:00.100";
        });
        var all = string.Join(',', Enumerable.Range(1, customers).Select(static number => $$"""{"name":"Customer {{number}}"}"""));
        (await site.App.PostAsync("/api/customers/batch", $$"""{"customers":[{{all}}]}""")).Status.ShouldBeLessThan(300);
        await TestApp.EventuallyAsync(async () => await site.DeadAsync() == customers, "all are dead letters");
        return site;
    }

    public async Task<long> DeadAsync() => (long)(await App.GetAsync("/api/sync/dead-letters")).Body!["total"]!;

    /// <summary>Gives each customer its organisation.</summary>
    public async Task MendAsync(int customers)
    {
        for (var id = 1; id <= customers; id++)
        {
            (await App.Admin.SendAsync(HttpMethod.Patch, $"/api/customers/{id}", """{"organisation":"Ltd"}""")).Status.ShouldBe(200);
        }
    }

    public async Task<JsonNode> ReplayAsync(string json)
    {
        var answer = await App.PostAsync("/api/sync/replays", json);
        answer.Status.ShouldBe(202, answer.Body?.ToJsonString());
        return answer.Body!;
    }

    public async Task<JsonNode> EventuallyAsync(long id, Func<JsonNode, bool> isSo, string what)
    {
        JsonNode replay = null!;
        await TestApp.EventuallyAsync(async () => isSo(replay = (await App.GetAsync($"/api/sync/replays/{id}")).Body!), what);
        return replay;
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        _flows.Dispose();
    }
}
