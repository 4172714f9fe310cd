using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lockstep.Tests.Sync.Systems;

/// <summary>A provider of OAuth 2 that takes each code and each refresh token once, and remembers what it was asked.</summary>
internal sealed class TokenServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, bool> _used = new(StringComparer.Ordinal);
    private int _given;

    private TokenServer(WebApplication app) => _app = app;

    public Uri Url => new(
        new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()), "/token");

    /// <summary>What was asked, oldest first.</summary>
    public ConcurrentQueue<IFormCollection> Asked { get; } = new();

    /// <summary>How long tokens count, in seconds.</summary>
    public int Life { get; set; } = 3_600;

    /// <summary>What it tells as the next refresh token, as JSON; null for a new one each time.</summary>
    public string? Refresh { get; set; }

    /// <summary>Whether it wants to be left alone for seven seconds.</summary>
    public bool IsBusy { get; set; }

    public static async Task<TokenServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new TokenServer(builder.Build());
        server._app.Run(server.ServeAsync);
        await server._app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        Asked.Enqueue(form);
        var shown = form["refresh_token"].FirstOrDefault() ?? form["code"].FirstOrDefault() ?? "";
        if (IsBusy)
        {
            (context.Response.StatusCode, context.Response.Headers.RetryAfter) = (429, "7");
            return;
        }

        if (Refresh is null && shown.Length > 0 && !_used.TryAdd(shown, true))
        {
            context.Response.StatusCode = 400;
            await context.Response.WriteAsync("""{ "error": "invalid_grant" }""");
            return;
        }

        var number = Interlocked.Increment(ref _given);
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            { "access_token": "access-{{number}}", "refresh_token": {{Refresh ?? $"\"refresh-{number}\""}}, "expires_in": {{Life}} }
            """));
    }
}
