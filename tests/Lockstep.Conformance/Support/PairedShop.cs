using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Simulator;
using Lockstep.Simulator.Behaviour;
using Lockstep.Simulator.Worlds;

namespace Lockstep.Conformance.Support;

/// <summary>A simulated shop whose customers a flow keeps in step with those of a site, and the comparison of both.</summary>
internal sealed class PairedShop : IAsyncDisposable
{
    private const string Polled = "poll: { every: 100ms, overlap: 1s }";

    private const string Flow =
        """
        name: crm-shop
        between:
          left: { system: crm, kind: customer }
          right: { system: shop, kind: customer, poll: { every: 100ms, overlap: 1s } }
        fields:
          name: { left: name, right: name, like: [trim] }
          email: { left: email, right: email, like: [trim, case] }
          phone: phone
        match: [email]
        create: both
        deletes: { left: propagate, right: propagate }
        timeout: 1s
        retry: { first: 20ms, max: 500ms }
        """;

    private const string System =
        """
        name: shop
        connector: rest
        options:
          url: $URL/crm
          pageSize: 100
          once: { header: Idempotency-Key, keptFor: 24h }
          conditional: 'If-Match: "{version}"'
          answers: { items: items, version: version, order: version, changedAt: updatedAt, next: next, deleted: deleted = true }
          errors: { code: error.code, message: error.message, field: error.field }
          kinds:
            customer:
              changes: customers?updatedSince={since}&after={after}&limit={limit}&deleted=true
              read: customers/{id}
              create: customers
              update: customers/{id}
              delete: customers/{id}
              settlesWithin: 200ms
              search: { email: 'customers?email={value}&limit={limit}' }
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly SimulatorServer _server;
    private int _lasts;

    private PairedShop(SimulatorServer server) => _server = server;

    public World World => _server.Crm;

    /// <summary>Starts it, and writes into a site what keeps both in step.</summary>
    /// <param name="site">The site.</param>
    /// <param name="seed">What chance goes by.</param>
    /// <param name="trigger">How the flow hears of its changes, as the flow's file says it.</param>
    public static async Task<PairedShop> StartAsync(Site site, int seed, string trigger = Polled)
    {
        var shop = new PairedShop(await SimulatorServer.StartAsync(new SimulatorOptions { Seed = seed }));
        shop.World.Settings = new WorldSettings
        {
            Conditional = true, Idempotency = true, KeepsRequests = true, Rewrites = [new("customers", "name", "trim")],
        };
        Directory.CreateDirectory(site.File("systems"));
        Directory.CreateDirectory(site.File("flows"));
        foreach (var shipped in Directory.GetFiles(site.File("flows")))
        {
            File.Delete(shipped);
        }

        await File.WriteAllTextAsync(
            site.File("flows/crm-shop.yaml"), Flow.Replace(Polled, trigger, StringComparison.Ordinal));
        await File.WriteAllTextAsync(
            site.File("systems/shop.yaml"),
            System.Replace("$URL", shop._server.Address.AbsoluteUri.TrimEnd('/'), StringComparison.Ordinal));
        await File.WriteAllTextAsync(
            site.File("lockstep.json"),
            JsonSerializer.Serialize(new
            {
                Outbound = new { Allow = "127.0.0.0/8" }, Dispatch = new { PollInterval = "00:00:00.200", BreakerPauseMax = "00:00:01" },
            }));
        return shop;
    }

    /// <summary>Its customers, those that are gone left out.</summary>
    public IReadOnlyDictionary<string, JsonObject> Customers() => World.Records.All("customers")
        .ToDictionary(static one => one.Id, static one => one.Fields(), StringComparer.Ordinal);

    /// <summary>
    /// Waits until what was made last has arrived, for events go in order, and then until nothing is on its way and the shop was polled
    /// again and again without anything new.
    /// </summary>
    public async Task QuietAsync(Api api)
    {
        var last = FormattableString.Invariant($"last{++_lasts}@example.com");
        (await MakeAsync(api, "Last", last)).ShouldNotBeNull();
        await Eventually.HoldsAsync(
            () => Task.FromResult(
                Customers().Values.Any(one => string.Equals(one["email"]?.ToString(), last, StringComparison.Ordinal))
                    ? null : "what was made last has not arrived"),
            Patience);
        var since = Polls;
        await Eventually.HoldsAsync(
            async () =>
            {
                var open =
                    await api.CountAsync("/api/sync/deliveries?state=pending") + await api.CountAsync("/api/sync/deliveries?state=blocked");
                since = open > 0 ? Polls : since;
                return open > 0 ? $"{open} deliveries are on their way" : Polls < since + 4 ? "the shop was not polled since" : null;
            },
            Patience);
    }

    /// <summary>
    /// Compares all records of both: what belongs together says the same but where a conflict is open; what is gone is gone on both, but
    /// where a conflict is open; nothing is without a partner, and nothing is there twice.
    /// </summary>
    /// <returns>What does not hold.</returns>
    public async Task<IReadOnlyList<string>> CompareAsync(Api api)
    {
        var here =
            (await api.AllAsync("/api/customers")).ToDictionary(static one => one.GetProperty("id").ToString(), StringComparer.Ordinal);
        var there = Customers();
        var conflicts = (await api.AllAsync("/api/sync/conflicts?state=open")).ToLookup(
            static one => one.GetProperty("linkId").ToString(), static one => one.GetProperty("path").GetString()!, StringComparer.Ordinal);
        var wrong = new List<string>();
        foreach (var link in await api.AllAsync("/api/sync/links"))
        {
            var number = link.GetProperty("id").ToString();
            var (left, right) = (link.GetProperty("leftId").GetString()!, link.GetProperty("rightId").GetString()!);
            var (isHere, isThere) = (here.Remove(left, out var customer), there.TryGetValue(right, out var party));
            ((Dictionary<string, JsonObject>)there).Remove(right);
            if (isHere != isThere && !conflicts[number].Contains("", StringComparer.Ordinal))
            {
                wrong.Add(
                    $"the {(isHere ? "right" : "left")} side is gone without a conflict: {await PairTale.OfAsync(World, api, link)}");
            }

            foreach (var field in isHere && isThere ? new[] { "name", "email", "phone" } : [])
            {
                var (one, other) = (Text(customer, field), (party![field]?.ToString() ?? "").Trim());
                if (!string.Equals(one, other, StringComparison.OrdinalIgnoreCase)
                    && !conflicts[number].Contains(field, StringComparer.Ordinal))
                {
                    wrong.Add(
                        $"{field} is {one} here and {other} there without a conflict: {await PairTale.OfAsync(World, api, link)}");
                }
            }
        }

        wrong.AddRange(here.Select(static one => $"customer {one.Key} has no partner: {one.Value}"));
        wrong.AddRange(there.Select(static one => $"the shop's customer {one.Key} has no partner: {one.Value.ToJsonString()}"));
        wrong.AddRange(await DoubledAsync(api));
        return wrong;
    }

    private async Task<IReadOnlyList<string>> DoubledAsync(Api api)
    {
        var wrong = new List<string>();
        foreach (var same in World.Records.All("customers", isWithDeleted: true)
            .GroupBy(static one => one.Fields()["email"]!.ToString(), StringComparer.Ordinal).Where(static same => same.Count() > 1))
        {
            wrong.Add($"the shop made {same.Key} {same.Count()} times: {await PairTale.OfAsync(World, api, same.Key, [.. same])}");
        }

        return wrong;
    }

    /// <summary>Makes a customer; null when the process died, or somebody has the address already.</summary>
    public static async Task<long?> MakeAsync(Api api, string name, string email)
    {
        using var answer = await api.Http.PostAsJsonAsync("/api/customers", new { name, email });
        return answer.StatusCode is HttpStatusCode.Created
            ? (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt64() : null;
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    /// <summary>How often it was asked what changed; a search for a customer is another question.</summary>
    private long Polls => World.Ledger.Requests.LongCount(static one => one.Target.Contains("updatedSince", StringComparison.Ordinal));

    private static string Text(JsonElement record, string field) =>
        record.TryGetProperty(field, out var value) ? (value.GetString() ?? "").Trim() : "";
}
