using System.Collections.Concurrent;
using System.Text.Json;
using Lockstep.Runtime.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Lockstep.Conformance.Support;

/// <summary>A receiver of webhooks that takes everything, and notes down under which ids it got each event.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, bool>> _idsBySubject = new(StringComparer.Ordinal);
    private readonly WebApplication _web;
    private string _secret = "";
    private int _unsigned;

    private WebhookReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _web = builder.Build();
        _web.Run(TakeAsync);
    }

    /// <summary>How many ids the one event of each record came under.</summary>
    public IEnumerable<int> IdsOfEach => _idsBySubject.Values.Select(static ids => ids.Count);

    /// <summary>How many calls were not signed as they should be.</summary>
    public int Unsigned => _unsigned;

    public Uri Url => new(_web.Urls.Single() + "/hook");

    public static async Task<WebhookReceiver> StartAsync()
    {
        var receiver = new WebhookReceiver();
        await receiver._web.StartAsync();
        return receiver;
    }

    /// <summary>Lets the processes of a site call it, and repeat soon.</summary>
    public void Prepare(Site site) => File.WriteAllText(site.File("lockstep.json"), JsonSerializer.Serialize(new
    {
        Outbound = new { Allow = Url.Authority },
        OutgoingWebhooks = new { RetryFirst = "00:00:00.020", RetryMax = "00:00:00.100", LookInterval = "00:00:00.100",
            Timeout = "00:00:01" },
    }));

    /// <summary>Makes the webhook.</summary>
    public async Task SubscribeAsync(Api api)
    {
        var made = await api.PostAsync("/api/webhooks", new { url = Url.ToString(), events = new[] { "lockstep.customer.created.v1" } });
        _secret = made.GetProperty("secret").GetString()!;
    }

    /// <summary>Waits until the events of all these customers have come.</summary>
    public Task HasAsync(IReadOnlyList<long> customers) => Eventually.HoldsAsync(() => Task.FromResult(
        customers.Where(id => !_idsBySubject.ContainsKey($"customers/{id}")).ToList() is { Count: > 0 } missing
            ? $"nothing came of customers {string.Join(", ", missing)}"
            : null));

    public async ValueTask DisposeAsync()
    {
        await _web.StopAsync();
        await _web.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var headers = context.Request.Headers;
        var id = headers[StandardWebhooks.IdHeader].ToString();
        if (!StandardWebhooks.IsSigned(
            id, headers[StandardWebhooks.TimestampHeader].ToString(), body.ToArray(), headers[StandardWebhooks.SignatureHeader].ToString(),
                [_secret]))
        {
            Interlocked.Increment(ref _unsigned);
        }

        using var json = JsonDocument.Parse(body.ToArray());
        _idsBySubject.GetOrAdd(json.RootElement.GetProperty("subject").GetString()!, static _ => new(StringComparer.Ordinal))[id] = true;
        context.Response.StatusCode = 204;
    }
}
