using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Runtime.Storage;
using Lockstep.Simulator;
using Lockstep.Simulator.Behaviour;
using Lockstep.Tests.Sync.Pairs;

namespace Lockstep.Conformance.Portal;

/// <summary>Two simulated systems, <c>shop</c> with customers and <c>erp</c> with parties; <c>shop-erp</c> goes both ways.</summary>
internal sealed class PairedSite : IAsyncDisposable
{
    /// <summary>What a flow between the two says of them.</summary>
    public const string Sides =
        """
        name: shop-erp
        between:
          left: { system: shop, kind: customer, poll: { every: 50ms, overlap: 1s } }
          right: { system: erp, kind: party, poll: { every: 50ms } }
        fields:
          name: { left: name, right: name, like: [trim] }
          email: { left: email, right: email, like: [trim, case] }
          phone: { left: phone, right: telephone }
        timeout: 2s
        retry: { first: 20ms, max: 200ms }

        """;

    private readonly SimulatorServer _server;
    private readonly Site _site;
    private LocalHost _host = null!;

    private PairedSite(SimulatorServer server, Site site) => (_server, _site) = (server, site);

    public Api Api => _host.Api;

    public Uri Address => Api.Http.BaseAddress!;

    /// <param name="sites">The sites of the run.</param>
    /// <param name="rest">What the flow says besides <see cref="Sides"/>.</param>
    /// <param name="fill">Fills both systems before.</param>
    public static async Task<PairedSite> StartAsync(StartedSites sites, string rest, Action<PairedSite>? fill = null)
    {
        var server = await SimulatorServer.StartAsync();
        var site = await sites.CopyAsync(StoreKind.Sqlite);
        Directory.CreateDirectory(site.File("paired"));
        await PairSystems.WriteAsync(site.File("paired"), server.Address);
        var paired = new PairedSite(server, site);
        fill?.Invoke(paired);
        paired._host = await LocalHost.StartAsync(site, new Setup
        {
            Flows = new Dictionary<string, string>(StringComparer.Ordinal) { ["shop-erp"] = Sides + rest },
            Settings = Flow.Settings(("LOCKSTEP_SYSTEMS", site.File("paired")), ("Outbound:Allow", "127.0.0.0/8")),
        });
        return paired;
    }

    public string Customer(string name, string email) =>
        _server.Crm.Records.Create("customers", new JsonObject { ["name"] = name, ["email"] = email }).Record!.Id;

    public string Party(string name, string email) =>
        _server.Erp.Records.Create("parties", new JsonObject { ["name"] = name, ["email"] = email }).Record!.Id;

    public string NameOfCustomer(string id) => _server.Crm.Records.Find("customers", id)!.Fields()["name"]!.ToString();

    public string NameOfParty(string id) => _server.Erp.Records.Find("parties", id)!.Fields()["name"]!.ToString();

    public int Parties => _server.Erp.Records.All("parties").Count;

    /// <summary>A customer and a party that belong together by their e-mail address, once both say the same.</summary>
    public async Task<(string Left, string Right)> PairAsync(string name, string email)
    {
        var pair = (Left: Customer(name, email), Right: Party(name, email));
        await Eventually.HoldsAsync(
            async () => (await LinkAsync(pair.Left))?.GetProperty("rightId").GetString() is { } right
                && string.Equals(right, pair.Right, StringComparison.Ordinal) ? null : $"{name} is not linked");
        await QuietAsync();
        return pair;
    }

    /// <summary>Renames both, while neither can be read, so that no look comes in between.</summary>
    public void RenameBoth((string Left, string Right) pair, string left, string right)
    {
        _server.Erp.Faults.Add(new Fault { What = FaultKind.Refuse });
        _server.Crm.Records.Change("customers", pair.Left, new JsonObject { ["name"] = left });
        _server.Erp.Records.Change("parties", pair.Right, new JsonObject { ["name"] = right });
        _server.Erp.Faults.Clear();
    }

    /// <summary>The same, until it is a conflict.</summary>
    /// <returns>The id of the conflict.</returns>
    public async Task<long> ConflictAsync((string Left, string Right) pair, string left, string right)
    {
        RenameBoth(pair, left, right);
        long found = 0;
        await Eventually.HoldsAsync(async () =>
        {
            var open = (await Api.AllAsync("/api/sync/conflicts?state=open&kind=field"))
                .Where(one => string.Equals(one.GetProperty("left").GetString(), left, StringComparison.Ordinal)).ToList();
            found = open.Count > 0 ? open[0].GetProperty("id").GetInt64() : 0;
            return open.Count > 0 ? null : $"{left} and {right} are no conflict";
        });
        return found;
    }

    /// <summary>The link of a customer; null when there is none.</summary>
    public async Task<JsonElement?> LinkAsync(string left) =>
        (await Api.AllAsync($"/api/sync/links?leftId={left}")).Select(static one => (JsonElement?)one).FirstOrDefault();

    public Task NamesAsync((string Left, string Right) pair, string name) => Eventually.HoldsAsync(
        () => string.Equals(NameOfCustomer(pair.Left), name, StringComparison.Ordinal)
            && string.Equals(NameOfParty(pair.Right), name, StringComparison.Ordinal), $"not both are {name}");

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _server.DisposeAsync();
        await _site.DisposeAsync();
    }

    /// <summary>Waits until nothing is on its way and both were polled since.</summary>
    private async Task QuietAsync()
    {
        var polls = Polls();
        await Eventually.HoldsAsync(async () =>
        {
            var open = await Api.CountAsync("/api/sync/deliveries?state=pending")
                + await Api.CountAsync("/api/sync/deliveries?state=blocked");
            polls = open > 0 ? Polls() : polls;
            return open == 0 && Polls().Zip(polls).All(static pair => pair.First >= pair.Second + 3) ? null : "something is on its way";
        });
    }

    private IReadOnlyList<long> Polls() =>
    [
        _server.Crm.Ledger.Received.GetValueOrDefault("GET customers"), _server.Erp.Ledger.Received.GetValueOrDefault("GET parties"),
    ];
}
