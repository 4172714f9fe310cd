using System.Collections.Concurrent;
using Lockstep.Connectors.Sdk;
using Lockstep.Runtime.Storage;
using Microsoft.Playwright;

namespace Lockstep.Conformance.Portal;

/// <summary>
/// The system with its sample data, and a shop that takes nobody whose name begins with <see cref="Bad"/> before it is mended for them.
/// </summary>
public sealed class PortalSite(StartedSites sites) : IAsyncLifetime
{
    public const string Bad = "Bad";

    private readonly Shop _shop = new();
    private readonly ConcurrentDictionary<string, bool> _mended = new(StringComparer.Ordinal);
    private Site _site = null!;
    private LocalHost _host = null!;
    private WebhookReceiver _receiver = null!;
    private string? _state;

    public Uri Address => Api.Http.BaseAddress!;

    /// <summary>Where something listens that takes every webhook.</summary>
    public Uri Receiver => _receiver.Url;

    /// <summary>Signed in as the first admin.</summary>
    internal Api Api => _host.Api;

    public async ValueTask InitializeAsync()
    {
        _shop.Answer = (visit, _) => Task.FromResult(
            visit.Name.StartsWith(Bad, StringComparison.Ordinal) && !_mended.ContainsKey(visit.Name)
                ? ApplyResult.Failed(FailureCause.TargetRefused, "The shop takes no bad customers.")
                : Shop.Done(visit));
        _site = await sites.CopyAsync(StoreKind.Sqlite);

        // The session of the copy ends earlier than the tests that share this site do on a slow machine.
        _site.Session = null;
        _receiver = await WebhookReceiver.StartAsync();
        var setup = Flow.ToShop(_shop);
        _host = await LocalHost.StartAsync(_site, setup with
        {
            Flows = new Dictionary<string, string>(setup.Flows, StringComparer.Ordinal) { ["welcome-package"] = Flow.Hasty },
            // The tests use one token from the first to the last.
            Settings = Flow.Settings(
                ("LOCKSTEP_SAMPLE", 1), ("Registration:Enabled", true), ("Tokens:AccessLifetime", "01:00:00"),
                ("Outbound:Allow", _receiver.Url.Authority)),
        });
        await Eventually.HoldsAsync(async () =>
            await Api.CountAsync("/api/tickets") > 0 && await Api.CountAsync("/api/packages") > 0 ? null : "the sample is not in");
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _receiver.DisposeAsync();
        await _site.DisposeAsync();
    }

    /// <summary>A visit of the first admin, in a session that all of them share: a sign-in takes longer than most pages.</summary>
    internal async Task<Visit> VisitAsync(Chromium chromium, ColorScheme scheme = ColorScheme.Light, int width = Visit.Desktop)
    {
        if (_state is null)
        {
            await using var first = await Visit.SignedInAsync(chromium, Address);
            _state = await first.KeepAsync();
        }

        return await Visit.BeginAsync(chromium, Address, scheme, width, _state);
    }

    /// <summary>From now on the shop takes a customer for whom <see cref="DeadLetterAsync"/> made a dead letter.</summary>
    public void Mend(string name) => _mended[$"{Bad} {name}"] = true;

    /// <summary>The id of the first record of a list.</summary>
    public async Task<long> FirstAsync(string path) => (await Api.GetAsync(path)).GetProperty("items")[0].GetProperty("id").GetInt64();

    /// <summary>A customer whom the shop refused.</summary>
    /// <returns>The id of the dead letter.</returns>
    public async Task<long> DeadLetterAsync(string name)
    {
        var customer = await Api.CreateAsync($"{Bad} {name}");
        var path = $"/api/sync/dead-letters?subject=customers/{customer}";
        await Eventually.HoldsAsync(async () => await Api.CountAsync(path) > 0 ? null : "there is no dead letter");
        return await FirstAsync(path);
    }
}
