using System.Text.Json.Nodes;
using Lockstep.Tests.Support;
using Microsoft.AspNetCore.Builder;

namespace Lockstep.Tests.Sync.Webhooks;

/// <summary>A server with a receiver of webhooks beside it; repeats come soon.</summary>
internal sealed class WebhookSite : IAsyncDisposable
{
    private WebhookSite(TestApp app, Receiver receiver) => (App, Receiver) = (app, receiver);

    public TestApp App { get; private set; }

    public Receiver Receiver { get; }

    public static Task<WebhookSite> StartAsync(params (string Name, string Value)[] settings) => StartAsync(static _ => { }, settings);

    /// <summary>The same once something was prepared for the receiver.</summary>
    public static async Task<WebhookSite> StartAsync(Action<Receiver> prepare, (string Name, string Value)[] settings)
    {
        var receiver = await Receiver.StartAsync();
        prepare(receiver);
        return new WebhookSite(await TestApp.StartAsync(builder => Set(builder, receiver, settings)), receiver);
    }

    /// <summary>Another process on the same databases.</summary>
    public Task<TestApp> StartBesideAsync() => App.StartBesideAsync(builder => Set(builder, Receiver, []));

    /// <summary>Stops the process and starts another one.</summary>
    public async Task RestartAsync(params (string Name, string Value)[] settings) =>
        App = await App.RestartAsync(builder => Set(builder, Receiver, settings));

    /// <summary>Makes a webhook; its id and its secret.</summary>
    public async Task<(long Id, string Secret)> AddAsync(string events = "lockstep.customer.*", string more = "")
    {
        var answer = await App.PostAsync("/api/webhooks", $$"""{"url":"{{Receiver.Url}}","events":["{{events}}"]{{more}}}""");
        answer.Status.ShouldBe(201, answer.Body?.ToJsonString());
        return ((long)answer.Body!["webhook"]!["id"]!, (string)answer.Body["secret"]!);
    }

    public Task<ApiAnswer> PatchAsync(long id, string json) => App.Admin.SendAsync(HttpMethod.Patch, $"/api/webhooks/{id}", json);

    public async Task<JsonNode> HealthAsync(long id) => (await App.GetAsync($"/api/webhooks/{id}/health")).Body!;

    /// <summary>The log of a webhook, the oldest first.</summary>
    public async Task<JsonArray> LogAsync(long id) => (await App.GetAsync($"/api/webhooks/{id}/deliveries")).Items;

    /// <summary>Waits until the log of a webhook says of each delivery how it stands.</summary>
    public Task LoggedAsync(long id, params string[] states) => TestApp.EventuallyAsync(
        async () => (await LogAsync(id)).Select(static one => (string)one!["state"]!).SequenceEqual(states, StringComparer.Ordinal),
        $"the log says {string.Join(", ", states)}");

    public Task CalledAsync(int count) =>
        TestApp.EventuallyAsync(() => Task.FromResult(Receiver.Calls.Count >= count), $"{count} calls came");

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Receiver.DisposeAsync();
    }

    private static void Set(WebApplicationBuilder builder, Receiver receiver, (string Name, string Value)[] settings)
    {
        (string Name, string Value)[] all =
        [
            ("Outbound:Allow", receiver.Allowed), ("OutgoingWebhooks:RetryFirst", "00:00:00.010"),
            ("OutgoingWebhooks:RetryMax", "00:00:00.050"), ("OutgoingWebhooks:LookInterval", "00:00:00.050"),
            ("Dispatch:PollInterval", "00:00:00.050"), ("Dispatch:BreakerPause", "00:00:00.010"),
                ("Dispatch:BreakerPauseMax", "00:00:00.050"),
            .. settings,
        ];
        foreach (var (name, value) in all)
        {
            builder.Configuration[name] = value;
        }
    }
}
