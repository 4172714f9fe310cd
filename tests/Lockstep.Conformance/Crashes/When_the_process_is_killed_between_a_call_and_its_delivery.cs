using System.Globalization;
using System.Net;
using System.Text;
using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Crashes;

/// <summary>
/// An outside system tells a flow of records: a call is stored, and only then answered; then deliveries are made of it, in one commit with
/// the mark that it is done. The process may die about each.
/// </summary>
public sealed class When_the_process_is_killed_between_a_call_and_its_delivery(StartedSites sites)
{
    private const string Told = """
        name: told
        from: { system: shop, kind: buyer, on: [created, changed] }
        trigger: { webhook: { scheme: secret, secret: "${file:hook.txt}", idHeader: X-Id, id: id, version: rev } }
        to: { system: crm, kind: customer }
        map: { externalId: id, name: name }
        set: { source: shop }
        timeout: 1s
        """;

    [Theory]
    [OnEachStore]
    public async Task What_was_answered_is_brought_although_nobody_repeats_it_and_a_repeat_brings_it_once(StoreKind store)
    {
        await using var site = await sites.CopyAsync(store);
        Directory.CreateDirectory(site.File("flows"));
        await File.WriteAllTextAsync(site.File("flows/told.yaml"), Told, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(site.File("flows/hook.txt"), "open sesame", TestContext.Current.CancellationToken);
        var (next, lost, answered) = (0, new List<int>(), new List<int>());
        await new Deaths(
            site,
            async api =>
            {
                while (await IsAnsweredAsync(api, next))
                {
                    answered.Add(next++);
                }

                lost.Add(next++);
            },
            async (api, _) =>
            {
                await ThereAreAsync(api, answered);
                foreach (var number in lost)
                {
                    await TellAsync(api, number);
                }

                answered.AddRange(lost);
                lost.Clear();
                await ThereAreAsync(api, answered);
            }).OneByOneAsync(KillPlan.BetweenCallAndDelivery.Statements);
    }

    /// <summary>Tells; whether it was answered before the process was gone.</summary>
    private static async Task<bool> IsAnsweredAsync(Api api, int number)
    {
        number.ShouldBeLessThan(1_000, "the process still lives: it never passed the point at which it dies");
        try
        {
            await TellAsync(api, number);
            return true;
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return false;
        }
    }

    private static async Task TellAsync(Api api, int number)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/sync/hooks/told")
        {
            Content = new StringContent($$"""{"id":"B-{{number}}","rev":1,"name":"Buyer {{number}}"}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("X-Webhook-Secret", "open sesame");
        request.Headers.Add("X-Id", number.ToString(CultureInfo.InvariantCulture));
        using var answer = await api.Http.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Each has one customer, and no call waits; what was sent but not answered may be there or not.</summary>
    private static Task ThereAreAsync(Api api, IReadOnlyList<int> numbers) => Eventually.HoldsAsync(async () =>
    {
        var waiting = (await api.GetAsync("/api/sync/hooks?state=received")).GetProperty("items").GetArrayLength();
        foreach (var number in numbers)
        {
            var found = (await api.GetAsync($"/api/customers?externalId=B-{number}")).GetProperty("items").GetArrayLength();
            if (found != 1)
            {
                return $"{found} customers B-{number}";
            }
        }

        return waiting == 0 ? null : $"{waiting} calls wait";
    });
}
