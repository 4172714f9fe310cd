using System.Text.Json.Nodes;
using Lockstep.Runtime.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Lockstep.Tests.Sync.Webhooks;

/// <summary>One call as the receiver got it.</summary>
internal sealed record Call(string Id, string Timestamp, string Signature, byte[] Body, string? ContentType)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    public string Type => (string)Json["type"]!;

    public string Subject => (string)Json["subject"]!;

    public bool IsSignedBy(string secret) => StandardWebhooks.IsSigned(Id, Timestamp, Body, Signature, [secret]);
}

/// <summary>A receiver of webhooks that notes down every call and answers as a test wants.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly List<Call> _calls = [];

    private Receiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _web = builder.Build();
        _web.Run(TakeAsync);
    }

    /// <summary>What it answers to a call; 204 by default.</summary>
    public Func<Call, HttpContext, Task> Answer { get; set; } = (_, context) =>
    {
        context.Response.StatusCode = 204;
        return Task.CompletedTask;
    };

    public IReadOnlyList<Call> Calls
    {
        get
        {
            lock (_calls)
            {
                return [.. _calls];
            }
        }
    }

    public string Url => _web.Urls.Single() + "/hook";

    /// <summary>What a server needs to call it.</summary>
    public string Allowed => new Uri(Url).Authority;

    public static async Task<Receiver> StartAsync()
    {
        var receiver = new Receiver();
        await receiver._web.StartAsync();
        return receiver;
    }

    /// <summary>Answers each call with a status.</summary>
    public void Say(int status) => Answer = (_, context) =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

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
        var call = new Call(
            headers[StandardWebhooks.IdHeader].ToString(), headers[StandardWebhooks.TimestampHeader].ToString(),
            headers[StandardWebhooks.SignatureHeader].ToString(), body.ToArray(), context.Request.ContentType);
        lock (_calls)
        {
            _calls.Add(call);
        }

        await Answer(call, context);
    }
}
