using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Lockstep.Host;
using Lockstep.Runtime.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Tests.Support;

/// <summary>The whole system in this process, on real sockets of the loopback and a data folder of its own.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    public const string AdminEmail = "admin@localhost";
    public const string AdminPassword = "a-password-for-tests-only";

    // The real count of iterations would be most of the time that a start takes, and none of what most tests look at.
    private static readonly PasswordHasher<string> QuickHasher = new(Options.Create(new PasswordHasherOptions { IterationCount = 1_000 }));
    private readonly WebApplication _app;
    private readonly bool _ownsData;
    private bool _stopped;

    private TestApp(WebApplication app, string data, bool ownsData)
    {
        (_app, Data, _ownsData) = (app, data, ownsData);
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses
            .First(address => address.StartsWith("http://", StringComparison.Ordinal)));
        Anonymous = new HttpClient { BaseAddress = Address };
        Admin = new HttpClient { BaseAddress = Address };
    }

    /// <summary>The data folder.</summary>
    public string Data { get; }

    public Uri Address { get; }

    /// <summary>Sends no token.</summary>
    public HttpClient Anonymous { get; }

    /// <summary>Signed in as the first admin.</summary>
    public HttpClient Admin { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>By the clock of the app.</summary>
    public DateTimeOffset Now => Services.GetRequiredService<TimeProvider>().GetUtcNow();

    /// <param name="adjust">Changes settings or replaces services.</param>
    /// <param name="data">A data folder to go on with; a new temporary one by default, which goes when the app goes.</param>
    /// <param name="databases">The data folder whose databases it works on, where they are on a server; its own by default.</param>
    /// <param name="decorate">Wraps services that the modules registered.</param>
    /// <param name="signsIn">Whether the first admin signs in; not where somebody changed the password.</param>
    public static async Task<TestApp> StartAsync(
        Action<WebApplicationBuilder>? adjust = null, string? data = null, string? databases = null, bool signsIn = true,
        Action<WebApplicationBuilder>? decorate = null)
    {
        var folder = data ?? Directory.CreateTempSubdirectory("lockstep-test-").FullName;
        var app = Program.Build(builder =>
        {
            builder.Logging.ClearProviders();
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["LOCKSTEP_DATA"] = folder,
                ["LOCKSTEP_HTTP"] = "0",
                ["LOCKSTEP_HTTPS"] = "0",
                ["LOCKSTEP_ADMIN_EMAIL"] = AdminEmail,
                ["LOCKSTEP_ADMIN_PASSWORD"] = AdminPassword,
                ["Limits:PerCallerRate"] = "0",
                ["Limits:PerAddressRate"] = "0",
                ["Limits:RefusedPerAddressRate"] = "0",
                ["Limits:HealthRate"] = "0",
            });
            builder.Configuration.AddInMemoryCollection(TestDatabases.SettingsOf(databases ?? folder));
            adjust?.Invoke(builder);
            builder.Services.TryAddSingleton<IPasswordHasher<string>>(QuickHasher);
            builder.Services.TryAddSingleton(TimeProvider.System);
            if (data is null && databases is null)
            {
                Prepare(builder, folder);
            }
        }, decorate);
        await app.StartAsync();
        var started = new TestApp(app, folder, data is null);
        if (signsIn)
        {
            await started.SignInAsync();
        }

        return started;
    }

    /// <summary>Stops this app and starts another on its data folder, which goes with this one.</summary>
    public async Task<TestApp> RestartAsync(Action<WebApplicationBuilder>? adjust = null, Action<WebApplicationBuilder>? decorate = null)
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _stopped = true;
        return await StartAsync(adjust, Data, decorate: decorate);
    }

    /// <summary>Starts a second process on this one's databases, with the same master key.</summary>
    public Task<TestApp> StartBesideAsync(
        Action<WebApplicationBuilder>? adjust = null, Action<WebApplicationBuilder>? decorate = null) => StartAsync(
        builder =>
        {
            builder.Configuration["LOCKSTEP_MASTER_KEY_FILE"] = Path.Combine(Data, "master.key");
            adjust?.Invoke(builder);
        },
        databases: Data, decorate: decorate);

    /// <summary>Waits until every committed event of a module has its position, so that feeds show it.</summary>
    public Task NumberedAsync(string module) => NumberedAsync(Services.GetRequiredKeyedService<IStore>(module));

    /// <summary>Waits until every committed event of a store has its position, so that feeds show it.</summary>
    public static Task NumberedAsync(IStore store) =>
        store.Dialect.UnnumberedEvents is { } table
            ? EventuallyAsync(
                async () =>
                    await store.ReadAsync(reader => reader.FirstAsync($"select count(*) from {table}", static row => row.Int64(0))) == 0,
                "all events have positions")
            : Task.CompletedTask;

    /// <summary>Waits until every event of a module is handed over for good: a start after that hands none of them over again.</summary>
    public async Task HandedOverAsync(string module)
    {
        var store = Services.GetRequiredKeyedService<IStore>(module);
        await NumberedAsync(store);
        await EventuallyAsync(
            async () => await store.ReadAsync(reader => reader.FirstAsync(
                "select (select max(position) from outbox) - (select position from relay where name = 'transport')",
                static row => row.Int64(0))) == 0,
            "all events are handed over");
    }

    /// <summary>Waits until a condition holds; fails the test when it never does.</summary>
    public static Task EventuallyAsync(Func<Task<bool>> condition, string what) => Patience.UntilAsync(condition, what);

    public async ValueTask DisposeAsync()
    {
        Anonymous.Dispose();
        Admin.Dispose();
        if (!_stopped)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        if (_ownsData)
        {
            Directory.Delete(Data, recursive: true);
            await TestDatabases.DropAsync(Data);
        }
    }

    /// <summary>What a first start makes, by copy; not where its secrets are under another master key than the folder's own.</summary>
    private static void Prepare(WebApplicationBuilder builder, string folder)
    {
        if (builder.Configuration["LOCKSTEP_MASTER_KEY_FILE"] is not null)
        {
            return;
        }

        var clock = (TimeProvider)builder.Services.Last(service => service.ServiceType == typeof(TimeProvider)).ImplementationInstance!;

        // Waited for here, because what comes next opens the folder; on a thread of its own, because this one may be all that the runner
        // gives.
        Task.Run(() => PreparedSites.FillAsync("all modules", clock, folder, async prepared =>
        {
            await using (await StartAsync(first => first.Services.AddSingleton(StandingStill(clock)), prepared))
            {
            }
        })).GetAwaiter().GetResult();
    }

    /// <summary>A clock of its own, so that a start can't ring the timers of the test's.</summary>
    private static TimeProvider StandingStill(TimeProvider clock)
    {
        if (clock == TimeProvider.System)
        {
            return clock;
        }

        var still = new ManualClock();
        still.SetWall(clock.GetUtcNow());
        return still;
    }

    private async Task SignInAsync()
    {
        using var answer = await Anonymous.PostAsJsonAsync("/api/auth/login", new { email = AdminEmail, password = AdminPassword });
        answer.EnsureSuccessStatusCode();
        var token = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString();
        Admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }
}
