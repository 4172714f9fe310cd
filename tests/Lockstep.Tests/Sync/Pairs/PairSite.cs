using System.Text.Json.Nodes;
using Lockstep.Simulator;
using Lockstep.Simulator.Records;
using Lockstep.Simulator.Worlds;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Sync.Pairs;

/// <summary>The whole system with two simulated ones, <c>shop</c> with customers and <c>erp</c> with parties, and flows between.</summary>
internal sealed class PairSite : IAsyncDisposable
{
    /// <summary>Customers of the shop and parties of the ERP.</summary>
    public const string ShopErp =
        """
        name: shop-erp
        between:
          left: { system: shop, kind: customer, poll: { every: 50ms, overlap: 1s } }
          right: { system: erp, kind: party, poll: { every: 50ms } }
        fields:
          name: { left: name, right: name, like: [trim] }
          email: { left: email, right: email, like: [trim, case] }
          phone: { left: phone, right: telephone }
          limit: { left: creditLimit, right: limit, like: [{ places: 2 }] }
        match: [email]
        create: both
        timeout: 2s
        retry: { first: 20ms, max: 200ms }
        """;

    private readonly TestFolder _flows = new(), _systems = new();

    private readonly IReadOnlyList<(string Name, string Value)> _settings;

    private PairSite(SimulatorServer server, IReadOnlyList<(string Name, string Value)> settings) => (Server, _settings) =
        (server, settings);

    public SimulatorServer Server { get; }

    public TestApp App { get; private set; } = null!;

    public World Shop => Server.Crm;

    public World Erp => Server.Erp;

    public static Task<PairSite> StartAsync(
        string flow = ShopErp, Action<SimulatorServer>? set = null, params (string Name, string Value)[] settings) =>
        StartAsync([flow], set, settings);

    /// <summary>Starts it with flows.</summary>
    /// <param name="flows">The flows, as YAML.</param>
    /// <param name="set">Sets the simulated systems before.</param>
    /// <param name="settings">Settings of Lockstep.</param>
    public static async Task<PairSite> StartAsync(
        IReadOnlyList<string> flows, Action<SimulatorServer>? set = null, params (string Name, string Value)[] settings)
    {
        var site = new PairSite(await SimulatorServer.StartAsync(), settings);
        set?.Invoke(site.Server);
        for (var number = 0; number < flows.Count; number++)
        {
            await File.WriteAllTextAsync(site._flows.File(FormattableString.Invariant($"flow{number}.yaml")), flows[number]);
        }

        await PairSystems.WriteAsync(site._systems.Path, site.Server.Address);
        site.App = await TestApp.StartAsync(site.Configure);
        return site;
    }

    /// <summary>Stops it, and starts another process on its data.</summary>
    public async Task RestartAsync() => App = await App.RestartAsync(Configure);

    /// <summary>Starts a second process on the same databases.</summary>
    public Task<TestApp> StartBesideAsync() => App.StartBesideAsync(Configure);

    public StoredRecord Customer(JsonObject fields) => Shop.Records.Create("customers", fields).Record.ShouldNotBeNull();

    public StoredRecord Party(JsonObject fields) => Erp.Records.Create("parties", fields).Record.ShouldNotBeNull();

    public IReadOnlyList<JsonObject> Customers() => [.. Shop.Records.All("customers").Select(static one => one.Fields())];

    public IReadOnlyList<JsonObject> Parties() => [.. Erp.Records.All("parties").Select(static one => one.Fields())];

    public Task PartiesAsync(Func<IReadOnlyList<JsonObject>, bool> areRight, string what) =>
        TestApp.EventuallyAsync(() => Task.FromResult(areRight(Parties())), $"{what}: {Text(Parties())}");

    public Task CustomersAsync(Func<IReadOnlyList<JsonObject>, bool> areRight, string what) =>
        TestApp.EventuallyAsync(() => Task.FromResult(areRight(Customers())), what);

    /// <summary>Waits until there are so many links in a state.</summary>
    public Task LinksAsync(int count, string state = "linked") => TestApp.EventuallyAsync(
        async () => (await App.GetAsync($"/api/sync/links?state={state}")).Items.Count == count, $"{count} links are {state}");

    public async Task<JsonNode> LinkAsync() => (await App.GetAsync("/api/sync/links")).Items.ShouldHaveSingleItem()!;

    /// <summary>Waits for so many conflicts that are open.</summary>
    public async Task<JsonArray> ConflictsAsync(int count)
    {
        JsonArray found = [];
        await TestApp.EventuallyAsync(
            async () => (found = (await App.GetAsync("/api/sync/conflicts?state=open")).Items).Count == count,
                $"{count} conflicts are open");
        return found;
    }

    /// <summary>Waits until nothing is on its way and both systems were polled since.</summary>
    public async Task QuietAsync()
    {
        var polls = Polls();
        await TestApp.EventuallyAsync(
            async () =>
            {
                var open = 0;
                foreach (var state in new[] { "pending", "blocked" })
                {
                    open += (await App.GetAsync($"/api/sync/deliveries?state={state}&size=1")).Items.Count;
                }

                if (open > 0)
                {
                    polls = Polls();
                }

                return open == 0 && Polls().Zip(polls).All(static pair => pair.First == 0 || pair.First >= pair.Second + 3);
            },
            "nothing is on its way");
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Server.DisposeAsync();
        _flows.Dispose();
        _systems.Dispose();
    }

    /// <summary>How often each system was asked what changed.</summary>
    private IReadOnlyList<long> Polls() =>
        [Shop.Ledger.Received.GetValueOrDefault("GET customers"), Erp.Ledger.Received.GetValueOrDefault("GET parties")];

    private void Configure(Microsoft.AspNetCore.Builder.WebApplicationBuilder builder)
    {
        builder.Configuration["LOCKSTEP_FLOWS"] = _flows.Path;
        builder.Configuration["LOCKSTEP_SYSTEMS"] = _systems.Path;
        builder.Configuration["Outbound:Allow"] = "127.0.0.0/8";
        builder.Configuration["Dispatch:PollInterval"] = "00:00:00.100";
        foreach (var (name, value) in _settings)
        {
            builder.Configuration[name] = value;
        }
    }

    private static string Text(IEnumerable<JsonObject> all) => string.Join("; ", all.Select(static one => one.ToJsonString()));
}
