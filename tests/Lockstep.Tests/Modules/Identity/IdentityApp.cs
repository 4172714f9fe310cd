using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Identity;
using Lockstep.Identity.Keys;
using Lockstep.Identity.Start;
using Lockstep.Runtime.Composition;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Lockstep.Tests.Modules.Inventory;
using Lockstep.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Tests.Modules.Identity;

/// <summary>The module Identity alone on a socket of the loopback; tokens are checked as a gateway checks them.</summary>
internal sealed class IdentityApp : IAsyncDisposable
{
    public const string Email = "admin@localhost";
    public const string Password = "correct horse battery";

    // The real count of iterations would be most of the time that these tests take, and none of what they look at.
    private static readonly PasswordHasher<string> QuickHasher = new(Options.Create(new PasswordHasherOptions { IterationCount = 1_000 }));
    private readonly WebApplication _web;

    private IdentityApp(string folder, Dictionary<string, string?> settings, Terminal? terminal, Action<IServiceCollection>? adjust)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(settings).AddInMemoryCollection([new("LOCKSTEP_DATA", folder)])
            .AddInMemoryCollection(TestDatabases.SettingsOf(folder));
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(Log);
        builder.Services.AddSingleton<TimeProvider>(Clock).AddRuntime(builder.Configuration);
        builder.Services.Configure<JsonOptions>(options => JsonBodies.Configure(options.SerializerOptions));
        builder.Services.AddSingleton(terminal ?? new Terminal(TextWriter.Null, IsInteractive: false));
        adjust?.Invoke(builder.Services);
        builder.Services.TryAddSingleton<IPasswordHasher<string>>(QuickHasher);
        var module = new IdentityModule();
        module.AddServices(builder.Services);
        _web = builder.Build();
        _web.Use(VerifyAsync);
        module.MapEndpoints(_web);
        module.MapRootEndpoints(_web);
    }

    public ManualClock Clock { get; } = new();

    public LogLines Log { get; } = new();

    public HttpClient Client { get; } = new();

    public IServiceProvider Services => _web.Services;

    public IStore Store => _web.Services.GetRequiredKeyedService<IStore>("identity");

    public TokenVerifier Verifier => _web.Services.GetRequiredService<TokenVerifier>();

    public T Service<T>() where T : notnull => _web.Services.GetRequiredService<T>();

    /// <summary>What a first start makes in an empty folder, by copy.</summary>
    public static Task PrepareAsync(string folder) => PreparedSites.FillAsync("identity", new ManualClock(), folder, async prepared =>
    {
        await using (await StartAsync(prepared))
        {
        }
    });

    /// <param name="settings">Settings besides the first admin's password, which an empty one takes away.</param>
    public static async Task<IdentityApp> StartAsync(
        string folder, Dictionary<string, string?>? settings = null, Terminal? terminal = null, Action<IServiceCollection>? adjust = null)
    {
        var all = new Dictionary<string, string?>(settings ?? [], StringComparer.Ordinal);
        all.TryAdd("LOCKSTEP_ADMIN_PASSWORD", Password);
        var app = new IdentityApp(folder, all, terminal, adjust);
        try
        {
            await app._web.StartAsync();
            app.Client.BaseAddress = new Uri(app._web.Urls.Single());
            return app;
        }
        catch
        {
            // Without StopAsync: the framework's own trips over services that a bad setting kept from being made.
            app.Client.Dispose();
            await app._web.DisposeAsync();
            throw;
        }
    }

    public Task<HttpResponseMessage> LoginAsync(string email = Email, string password = Password) =>
        Client.PostAsJsonAsync("/auth/login", new { email, password });

    public async Task<Tokens> SignInAsync(string email = Email, string password = Password)
    {
        using var answer = await LoginAsync(email, password);
        return await Tokens.OfAsync(answer);
    }

    public Task<HttpResponseMessage> TokenAsync(params (string Name, string Value)[] form) => Client.PostAsync(
        "/oauth/token", new FormUrlEncodedContent(form.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))));

    public Task<HttpResponseMessage> RefreshAsync(string token) => TokenAsync(("grant_type", "refresh_token"), ("refresh_token", token));

    public async Task<HttpResponseMessage> GetAsync(string path, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await Client.SendAsync(request);
    }

    /// <summary>A token for a subject of any kind, with fewer permissions than its roles allow.</summary>
    public string Token(string subject, string[] roles, string scope) => _web.Services.GetRequiredService<TokenIssuer>()
        .Issue(new TokenRequest(subject, subject, roles, Version: 1) { Scopes = scope.Split(' '), SignedInAt = Clock.GetUtcNow() });

    public T Get<T>() where T : notnull => _web.Services.GetRequiredService<T>();

    /// <summary>Changes the tables as a later use case will.</summary>
    public Task ExecuteAsync(string sql) => Store.WriteAsync(transaction => transaction.ExecuteAsync(sql));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _web.StopAsync();
        await _web.DisposeAsync();
    }

    private Task VerifyAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Headers.Authorization.ToString() is { Length: > 7 } header)
        {
            Verifier.Verify(header.AsSpan(7)).Caller?.SetOn(context);
        }

        return next(context);
    }
}

/// <summary>What a sign-in or a refresh gave.</summary>
internal sealed record Tokens(string Access, string Refresh)
{
    public static async Task<Tokens> OfAsync(HttpResponseMessage answer)
    {
        ((int)answer.StatusCode).ShouldBe(200);
        var body = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
        return new Tokens((string)body["access_token"]!, (string)body["refresh_token"]!);
    }
}
