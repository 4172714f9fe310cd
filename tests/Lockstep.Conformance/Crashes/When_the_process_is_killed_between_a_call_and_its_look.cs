using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Crashes;

/// <summary>
/// A shop that nobody polls tells of its customers by calls: each is stored, then answered; then looks are asked for, in one commit with
/// the mark that it is done. The process may die about each.
/// </summary>
public sealed class When_the_process_is_killed_between_a_call_and_its_look(StartedSites sites)
{
    private const string Told =
        """webhook: { scheme: secret, secret: "${file:hook.txt}", idHeader: X-Id, id: id }""";

    [Theory]
    [OnEachStore]
    public async Task What_was_answered_is_in_both_systems_although_nobody_repeats_it_and_a_repeat_makes_nothing_twice(StoreKind store)
    {
        await using var site = await sites.CopyAsync(store);
        await using var shop = await PairedShop.StartAsync(site, 1, Told);
        await File.WriteAllTextAsync(site.File("flows/hook.txt"), "open sesame", TestContext.Current.CancellationToken);
        var (lost, number) = (new List<string>(), 0);
        await new Deaths(
            site,
            async api =>
            {
                for (var round = 0; round < 60; round++)
                {
                    var id = shop.World.Records.Create(
                        "customers", new JsonObject { ["name"] = $"N{++number}", ["email"] = $"n{number}@example.com" }).Record!.Id;
                    try
                    {
                        await TellAsync(api, id);
                        shop.World.Records.Change("customers", id, new JsonObject { ["phone"] = $"{number}" });
                        await TellAsync(api, id, "changed");
                    }
                    catch (Exception error) when (error is HttpRequestException or IOException)
                    {
                        lost.Add(id);
                        return;
                    }
                }
            },
            async (api, fuse) =>
            {
                await TellAgainAsync(api, lost);
                await Eventually.HoldsAsync(async () =>
                    await api.CountAsync("/api/sync/hooks?state=received") > 0 ? "calls wait"
                    : await api.CountAsync("/api/sync/deliveries?state=pending") > 0 ? "looks are on their way" : null);
                (await shop.CompareAsync(api)).ShouldBeEmpty(fuse);
                (await api.CountAsync("/api/sync/conflicts")).ShouldBe(0, fuse);
            }).OneByOneAsync(KillPlan.BetweenCallAndLook.Statements);
    }

    private static async Task TellAgainAsync(Api api, List<string> lost)
    {
        foreach (var id in lost)
        {
            await TellAsync(api, id);
            await TellAsync(api, id, "changed");
        }

        lost.Clear();
    }

    private static async Task TellAsync(Api api, string id, string call = "made")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/sync/hooks/crm-shop")
        {
            Content = new StringContent($$"""{"id":"{{id}}"}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("X-Webhook-Secret", "open sesame");
        request.Headers.Add("X-Id", $"{id} {call}");
        using var answer = await api.Http.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
    }
}
