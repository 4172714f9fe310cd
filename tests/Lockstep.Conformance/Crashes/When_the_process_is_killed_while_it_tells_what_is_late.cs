using System.Net.Http.Json;
using System.Text.Json;
using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Crashes;

/// <summary>A due time passes unmet, and the process may die before, on and after the commit that tells it.</summary>
public sealed class When_the_process_is_killed_while_it_tells_what_is_late(StartedSites sites)
{
    private const int TicketsMax = 300;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Theory]
    [OnEachStore]
    public async Task Each_ticket_that_is_late_is_told_once(StoreKind store)
    {
        await using var site = await sites.CopyAsync(store);
        File.WriteAllText(site.File("lockstep.json"), """{"Support":{"EscalationInterval":"00:00:00.100"}}""");
        await new Deaths(site, UntilGoneAsync, async (api, _) =>
        {
            await Eventually.HoldsAsync(() => UntoldAsync(api), Soon);
            await ToldOnceAsync(api);
        })
        {
            Prepare = PromiseAsync,
        }.OneByOneAsync(KillPlan.WhileLatenessIsTold.Statements);
    }

    /// <summary>Urgent tickets are due at once, at any hour.</summary>
    private static async Task PromiseAsync(Api api)
    {
        var days = Enum.GetValues<DayOfWeek>()
            .ToDictionary(static day => day.ToString().ToLowerInvariant(), static _ => new[] { "00:00-24:00" }, StringComparer.Ordinal);
        object calm = new { firstAnswerMinutes = 480, solutionMinutes = 480 };
        using var answer = await api.Http.PutAsJsonAsync("/api/tickets/calendars/default", new
        {
            timeZone = "UTC", hours = days, targets = new { low = calm, normal = calm, high = calm,
                urgent = new { firstAnswerMinutes = 0, solutionMinutes = 0 } },
        });
        answer.EnsureSuccessStatusCode();
    }

    private static async Task UntilGoneAsync(Api api)
    {
        try
        {
            for (var count = 0; count < TicketsMax; count++)
            {
                await api.PostAsync("/api/tickets", new { requester = "who@example.com", subject = "late", priority = "urgent" });
            }

            // All are entered, and what is late is still being told.
            await Eventually.HoldsAsync(async () => $"{(await ListAsync(api)).Count} tickets and a process that lives", Soon);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return;
        }

        throw new InvalidOperationException("The process still lives: it never passed the point at which it dies.");
    }

    private static async Task<string?> UntoldAsync(Api api)
    {
        var untold = (await ListAsync(api)).Count(static ticket => ticket.GetProperty("escalatedAt").ValueKind is JsonValueKind.Null);
        return untold == 0 ? null : $"{untold} tickets are late and not told";
    }

    private static async Task ToldOnceAsync(Api api)
    {
        foreach (var ticket in await ListAsync(api))
        {
            ticket.GetProperty("version").GetInt64().ShouldBe(2, ticket.ToString());
            ticket.GetProperty("firstAnswerEscalatedAt").ValueKind.ShouldBe(JsonValueKind.String);
        }

        var changes = new List<(long Id, string Change)>();
        string? after = null;
        do
        {
            var page = await api.GetAsync($"/api/tickets/changes{(after is null ? "" : $"?after={after}")}");
            var items = page.GetProperty("items").EnumerateArray().ToList();
            changes.AddRange(items.Select(static one => (one.GetProperty("id").GetInt64(), one.GetProperty("change").GetString()!)));
            after = items.Count == 0 ? null : page.GetProperty("next").GetString();
        }
        while (after is not null);
        changes.GroupBy(static one => one.Id).ShouldAllBe(static ticket => ticket.Count() == 2
            && ticket.Count(one => one.Change == "created") == 1);
    }

    private static async Task<IReadOnlyList<JsonElement>> ListAsync(Api api)
    {
        var all = new List<JsonElement>();
        string? after = null;
        do
        {
            var page = await api.GetAsync($"/api/tickets?size=500{(after is null ? "" : $"&after={after}")}");
            all.AddRange(page.GetProperty("items").EnumerateArray());
            after = page.GetProperty("next").GetString();
        }
        while (after is not null);
        return all;
    }
}
