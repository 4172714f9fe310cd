using System.Text.Json;
using Lockstep.Simulator.Records;
using Lockstep.Simulator.Worlds;

namespace Lockstep.Conformance.Support;

/// <summary>All that was told of records that two sides hold, and what came of it, for whoever asks how they came to be wrong.</summary>
internal static class PairTale
{
    /// <summary>Of the two records of a link.</summary>
    public static async Task<string> OfAsync(World world, Api api, JsonElement link)
    {
        var (left, right) = (link.GetProperty("leftId").GetString()!, link.GetProperty("rightId").GetString()!);
        var changes = (await api.ChangesAsync("/api/customers/changes")).Where(one => Is(one, "id", left));
        var conflicts = (await api.AllAsync("/api/sync/conflicts")).Where(one => Is(one, "linkId", link.GetProperty("id").ToString()));
        return Lines(
            [link, .. await DeliveriesAsync(api, $"customers/{left}"), .. await DeliveriesAsync(api, $"shop:customer/{right}"), .. changes,
                .. conflicts],
            Heard(world, one => one.Target.EndsWith($"/customers/{right}", StringComparison.Ordinal)));
    }

    /// <summary>Of records of the shop that have one address.</summary>
    public static async Task<string> OfAsync(World world, Api api, string email, IReadOnlyList<StoredRecord> records)
    {
        var told = new List<JsonElement>();
        foreach (var one in records)
        {
            told.AddRange(await DeliveriesAsync(api, $"shop:customer/{one.Id}"));
        }

        var changes = (await api.ChangesAsync("/api/customers/changes"))
            .Where(one => one.ToString().Contains(email, StringComparison.OrdinalIgnoreCase)).ToList();
        foreach (var id in changes.Select(static one => one.GetProperty("id").ToString()).Distinct(StringComparer.Ordinal))
        {
            told.AddRange(await DeliveriesAsync(api, $"customers/{id}"));
        }

        var links = (await api.AllAsync("/api/sync/links"))
            .Where(link => records.Any(one => Is(link, "rightId", one.Id)));
        return Lines(
            [.. links, .. told, .. changes],
            records.Select(static one => one.ToString()),
            Heard(world, one => one.Body.Contains(email, StringComparison.Ordinal)
                || one.Target.Contains(Uri.EscapeDataString(email), StringComparison.Ordinal)
                || records.Any(record => one.Target.EndsWith($"/customers/{record.Id}", StringComparison.Ordinal))));
    }

    private static Task<IReadOnlyList<JsonElement>> DeliveriesAsync(Api api, string subject) =>
        api.AllAsync($"/api/sync/deliveries?subject={Uri.EscapeDataString(subject)}");

    private static bool Is(JsonElement one, string member, string value) =>
        string.Equals(one.GetProperty(member).ToString(), value, StringComparison.Ordinal);

    /// <summary>What the shop heard, and answered.</summary>
    private static IEnumerable<string> Heard(World world, Func<Heard, bool> isMeant) => world.Ledger.Requests.Where(isMeant).Select(
        static one => string.Join(
            ' ', one.Method, one.Target, one.Body, one.Status, one.Headers.GetValueOrDefault("Idempotency-Key"),
            one.Headers.GetValueOrDefault("If-Match")));

    private static string Lines(IEnumerable<JsonElement> told, params IEnumerable<string>[] more) =>
        string.Join('\n', told.Select(static one => one.ToString()).Concat(more.SelectMany(static lines => lines)));
}
