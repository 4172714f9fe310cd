using System.Diagnostics;
using System.Globalization;
using Lockstep.Bench.Results;
using Lockstep.Bench.Servers;

namespace Lockstep.Bench.Benches;

/// <summary>
/// Sending what has waited for a webhook, from the moment it is switched on until the last event is noted down as taken, against a bare
/// loop of HttpClient that sends as large a body to the same receiver, one call after the other, and against as many such loops as Lockstep
/// has calls on their way. The receiver is a process of its own for both.
/// </summary>
internal sealed class WebhookBench : IBench
{
    private const double RatioMin = 0.5;
    private const int Events = 5_000;
    private const int AtOnce = 16;
    private const int WarmUps = 6;
    private const int BodyBytes = 700;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    public string Name => "webhooks";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchOptions options)
    {
        await using var receiver = await EchoServer.StartAsync();
        var url = new Uri($"http://127.0.0.1:{receiver.Port.ToString(CultureInfo.InvariantCulture)}/hook");
        await using var lockstep = await LockstepServer.StartAsync(
            options, Workspace.NewFolder(Name), settings: new(StringComparer.Ordinal) { ["LOCKSTEP_Outbound__Allow"] = url.Authority });
        using var made = await lockstep.Api.PostAsync(
            "/api/webhooks", $$"""{"url":"{{url}}","events":["lockstep.customer.created.v1"],"enabled":false}""");
        var id = made.RootElement.GetProperty("webhook").GetProperty("id").GetInt64();

        // The first rounds of each warm up: while .NET compiles what runs often, that costs as much as the sending.
        for (var i = 0; i < WarmUps; i++)
        {
            await SendAsync(lockstep, id);
            await LoopAsync(url, 1);
            await LoopAsync(url, AtOnce);
        }

        var (one, many) = (new List<Pair>(), new List<Pair>());
        for (var i = 0; i < options.Pairs; i++)
        {
            var sent = await SendAsync(lockstep, id);
            one.Add(new Pair(sent, await LoopAsync(url, 1)));
            many.Add(new Pair(sent, await LoopAsync(url, AtOnce)));
        }

        return [new Row(Name, "/s", one, Target.RatioAtLeast(RatioMin)), new Row($"{Name} vs {AtOnce} loops at once", "/s", many)];
    }

    private static async Task<double> SendAsync(LockstepServer lockstep, long id)
    {
        await lockstep.Api.PatchAsync($"/api/webhooks/{id}", """{"enabled":false}""");
        var customers = string.Join(',', Enumerable.Range(0, Events).Select(static number =>
            string.Create(CultureInfo.InvariantCulture, $$"""{"name":"Customer {{number}}","phone":"+44 20 7946 0000"}""")));
        using var answer = await lockstep.Api.PostAsync("/api/customers/batch", $$"""{"customers":[{{customers}}]}""");
        await UntilAsync(lockstep, id, Events);
        var began = Stopwatch.GetTimestamp();
        await lockstep.Api.PatchAsync($"/api/webhooks/{id}", """{"enabled":true}""");
        await UntilAsync(lockstep, id, 0);
        return Events / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>Waits until so many are still to be sent.</summary>
    private static async Task UntilAsync(LockstepServer lockstep, long id, long waiting)
    {
        while (true)
        {
            using var health = await lockstep.Api.GetAsync($"/api/webhooks/{id}/health");
            if (health.RootElement.GetProperty("waiting").GetInt64() == waiting)
            {
                return;
            }

            await Task.Delay(Look, TimeProvider.System);
        }
    }

    private static async Task<double> LoopAsync(Uri url, int atOnce)
    {
        using var http = new HttpClient();
        var (body, left) = (new byte[BodyBytes], Events);
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, atOnce).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                using var content = new ByteArrayContent(body);
                using var answer = await http.PostAsync(url, content);
                answer.EnsureSuccessStatusCode();
            }
        }));
        return Events / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
