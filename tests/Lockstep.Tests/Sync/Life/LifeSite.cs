using System.Text.Json;
using Lockstep.Connectors.BuiltIn;
using Lockstep.Connectors.Sdk;
using Lockstep.Contracts.Systems;
using Lockstep.Sync.Versions;
using Lockstep.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Sync.Life;

/// <summary>
/// The whole system with a folder of flows that a test changes while it runs, and a shop beside the modules that flows write to.
/// </summary>
internal sealed class LifeSite : IAsyncDisposable
{
    private readonly TestFolder _flows = new();
    private TestApp? _first;
    private string? _looks;

    /// <summary>What flows write to.</summary>
    public RecordingShop Shop { get; } = new();

    public TestApp App { get; private set; } = null!;

    /// <summary>A flow to the shop.</summary>
    /// <param name="more">Further lines.</param>
    /// <param name="name">Its name.</param>
    public static string ToShop(string more = "", string name = "to-shop") =>
        $$"""
        name: {{name}}
        from: { system: crm, kind: customer, on: [created, changed] }
        to: { system: shop, kind: customer }
        map: { version: version }
        timeout: 20s
        {{more}}
        """;

    /// <summary>Starts it with files of flows.</summary>
    public static Task<LifeSite> StartAsync(params (string File, string Text)[] files) => StartAsync(null, files);

    /// <summary>The same, and says how often the server looks by itself.</summary>
    public static async Task<LifeSite> StartAsync(string? looks, params (string File, string Text)[] files)
    {
        var site = new LifeSite { _looks = looks };
        foreach (var (file, text) in files)
        {
            site.Write(file, text);
        }

        site.App = await TestApp.StartAsync(site.Set, decorate: site.Decorate);
        return site;
    }

    /// <summary>Stops it and starts it again on its data and its folder.</summary>
    public async Task RestartAsync()
    {
        _first ??= App;
        App = await App.RestartAsync(Set, Decorate);
    }

    /// <summary>A second process on the same databases, with a folder of its own.</summary>
    public Task<TestApp> StartBesideAsync(string folder) => App.StartBesideAsync(
        builder =>
        {
            Set(builder);
            builder.Configuration["LOCKSTEP_FLOWS"] = folder;
        },
        Decorate);

    public void Write(string file, string text) => File.WriteAllText(_flows.File(file), text);

    public void Delete(string file) => File.Delete(_flows.File(file));

    /// <summary>Has the server look at its folder until it has taken what is there.</summary>
    public async Task LookAsync()
    {
        var watch = App.Services.GetRequiredService<FlowFolderWatch>();
        await watch.LookAsync(CancellationToken.None);
        await watch.LookAsync(CancellationToken.None);
    }

    /// <summary>Applies a text through the API.</summary>
    public Task<ApiAnswer> ApplyAsync(string text, params (string Name, string Value)[] headers) =>
        App.PostAsync("/api/sync/flows/apply", JsonSerializer.Serialize(new { text }), headers);

    /// <summary>A flow as the list shows it.</summary>
    public async Task<System.Text.Json.Nodes.JsonNode> FlowAsync(string name = "to-shop") =>
        (await App.GetAsync("/api/sync/flows")).Items
            .Single(flow => string.Equals((string?)flow!["name"], name, StringComparison.Ordinal))!;

    /// <summary>Waits until the shop has had so many visits.</summary>
    public Task VisitedAsync(int count) => Patience.UntilAsync(() => Shop.Visits.Count >= count);

    /// <summary>Waits until so many deliveries have ended well.</summary>
    public Task DeliveredAsync(int count) => TestApp.EventuallyAsync(
        async () => (long)(await App.GetAsync("/api/sync/deliveries?state=delivered")).Body!["total"]! == count, $"{count} are delivered");

    public async Task<long> CountAsync(string query) => (long)(await App.GetAsync($"/api/sync/deliveries{query}")).Body!["total"]!;

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        if (_first is not null)
        {
            await _first.DisposeAsync();
        }

        _flows.Dispose();
    }

    /// <summary>Looks at the folder are asked for, unless a test says how often the server looks by itself.</summary>
    private void Set(WebApplicationBuilder builder)
    {
        builder.Configuration["Flows:LookInterval"] = _looks ?? "00:05:00";
        builder.Configuration["LOCKSTEP_FLOWS"] = _flows.Path;
        builder.Configuration["Dispatch:PollInterval"] = "00:00:00.050";
    }

    private void Decorate(WebApplicationBuilder builder) => builder.Services.AddSingleton<IEnumerable<ISystem>>(provider =>
    [
        .. provider.GetServices<IModuleSystem>().Select(module => new BuiltInSystem(module, provider.GetRequiredService<TimeProvider>())),
        Shop.For("one"),
    ]);
}
