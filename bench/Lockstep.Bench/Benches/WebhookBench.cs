using System.Diagnostics;
using System.Globalization;
using Lockstep.Bench.Results;
using Lockstep.Bench.Servers;

namespace Lockstep.Bench.Benches;

/// <summary>
/// Sending what has waited for a webhook, from the moment it is switched on to the last event, against a bare loop of HttpClient that sends
/// the same body to the same receiver, one call after the other, and against as many such loops as Lockstep has calls on their way.
/// </summary>
internal sealed class WebhookBench : IBench
{
    private const double RatioMin = 0.5;
    private const int Events = 5_000;
    private const int Batch = 500;
    private const int AtOnce = 16;

    public string Name => "webhooks";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchOptions options)
    {
        await using var sink = await WebhookSink.StartAsync();
        await using var lockstep = await LockstepServer.StartAsync(
            options, Workspace.NewFolder(Name),
            settings: new(StringComparer.Ordinal) { ["LOCKSTEP_Outbound__Allow"] = sink.Url.Authority });
        using var made = await lockstep.Api.PostAsync(
            "/api/webhooks", $$"""{"url":"{{sink.Url}}","events":["lockstep.customer.created.v1"],"enabled":false}""");
        var id = made.RootElement.GetProperty("webhook").GetProperty("id").GetInt64();

        // The first round of each warms up.
        await SendAsync(lockstep, sink, id);
        await LoopAsync(sink, 1);
        var (one, many) = (new List<Pair>(), new List<Pair>());
        for (var i = 0; i < options.Pairs; i++)
        {
            var sent = await SendAsync(lockstep, sink, id);
            one.Add(new Pair(sent, await LoopAsync(sink, 1)));
            many.Add(new Pair(sent, await LoopAsync(sink, AtOnce)));
        }

        return [new Row(Name, "/s", one, Target.RatioAtLeast(RatioMin)), new Row($"{Name} vs {AtOnce} loops at once", "/s", many)];
    }

    private static async Task<double> SendAsync(LockstepServer lockstep, WebhookSink sink, long id)
    {
        await lockstep.Api.PatchAsync($"/api/webhooks/{id}", """{"enabled":false}""");
        for (var made = 0; made < Events; made += Batch)
        {
            var customers = string.Join(',', Enumerable.Range(made, Batch).Select(static number =>
                string.Create(CultureInfo.InvariantCulture, $$"""{"name":"Customer {{number}}","phone":"+44 20 7946 0000"}""")));
            using var answer = await lockstep.Api.PostAsync("/api/customers/batch", $$"""{"customers":[{{customers}}]}""");
        }

        while (await WaitingAsync(lockstep, id) < Events)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        var all = sink.ExpectAsync(Events);
        var began = Stopwatch.GetTimestamp();
        await lockstep.Api.PatchAsync($"/api/webhooks/{id}", """{"enabled":true}""");
        await all;
        return Events / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task<long> WaitingAsync(LockstepServer lockstep, long id)
    {
        using var health = await lockstep.Api.GetAsync($"/api/webhooks/{id}/health");
        return health.RootElement.GetProperty("waiting").GetInt64();
    }

    private static async Task<double> LoopAsync(WebhookSink sink, int atOnce)
    {
        using var http = new HttpClient();
        var (body, left) = (sink.Body, Events);
        var all = sink.ExpectAsync(Events);
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, atOnce).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                using var content = new ByteArrayContent(body);
                using var answer = await http.PostAsync(sink.Url, content);
            }
        }));
        await all;
        return Events / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
