using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Lockstep.Bench.Servers;

/// <summary>Takes whatever it is sent, in this process, and tells when it has had so many.</summary>
internal sealed class WebhookSink : IAsyncDisposable
{
    private readonly WebApplication _web;
    private TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left;

    private WebhookSink()
    {
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false"]);
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _web = builder.Build();
        _web.Run(TakeAsync);
    }

    /// <summary>Where to send.</summary>
    public Uri Url => new(_web.Urls.Single());

    /// <summary>One of the bodies that came.</summary>
    public byte[] Body { get; private set; } = [];

    public static async Task<WebhookSink> StartAsync()
    {
        var sink = new WebhookSink();
        await sink._web.StartAsync();
        return sink;
    }

    /// <summary>From now on counts down; the task ends with the last one.</summary>
    public Task ExpectAsync(int count)
    {
        _all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _left, count);
        return _all.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await _web.StopAsync();
        await _web.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        if (Interlocked.Decrement(ref _left) == 0)
        {
            Body = body.ToArray();
            _all.TrySetResult();
        }
    }
}
