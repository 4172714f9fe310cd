using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Lockstep.Conformance.Access;
using Lockstep.Conformance.Postman;
using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Dialects;

/// <summary>
/// Clients of the systems of before, each in a language of its own and written from the rows of its dialect alone. They are told an address
/// and credentials, and nothing else.
/// </summary>
public sealed class When_old_clients_come_as_they_are(OldClients server) : IClassFixture<OldClients>
{
    [Fact]
    public async Task The_poller_in_the_shell_finds_one_package_for_each_customer_beside_the_flow()
    {
        await RunAsync("/bin/sh", Script("mini.sh"), server.At(OldClients.Mini));
        await RunAsync("/bin/sh", Script("mini.sh"), server.With("old-poller"));
        (await server.CountAsync("/api/packages")).ShouldBe(await server.CountAsync("/api/customers"), "one each, whoever made it");
    }

    [Fact]
    public async Task Sales_management_in_Python_works_with_and_without_api() => (await RunAsync(
        "/usr/bin/python3", Script("sales.py"), server.At(OldClients.Sales), "sales-app", server.SecretOf("sales-app"), "seller",
        server.SecretOf("seller")))
        .ShouldStartWith("checked ");

    [Fact]
    public async Task The_shop_on_Node_with_axios_works()
    {
        var (code, output) = await NodeFolder.RunAsync(
            "shop.mjs", server.At(OldClients.Shop), ServerProcess.AdminEmail, ServerProcess.AdminPassword);
        code.ShouldBe(0, output);
        output.ShouldStartWith("checked ");
    }

    [Fact]
    public async Task The_ERPs_collection_passes_in_the_real_newman()
    {
        using var folder = new TempFolder();
        var (environment, report) = (folder.File("environment.json"), folder.File("report.json"));
        var values = new[]
        {
            new { key = "address", value = server.Address }, new { key = "key", value = "erp" },
            new { key = "secret", value = server.SecretOf("erp") },
            new { key = "webhook", value = OldClients.WebhookSecret },
        };
        await File.WriteAllTextAsync(
            environment, JsonSerializer.Serialize(new { name = "test", values }), TestContext.Current.CancellationToken);
        var (code, output) = await NodeFolder.RunAsync(
            "node_modules/newman/bin/newman.js", "run", Script("erp.postman_collection.json"), "--environment", environment,
            "--reporters", "json", "--reporter-json-export", report, "--timeout-request", "30000");
        File.Exists(report).ShouldBeTrue(output);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken));
        var run = NewmanRun.Read(code, json.RootElement.GetProperty("run"));
        run.Failures.ShouldBeEmpty();
        run.Assertions.ShouldBeGreaterThan(run.Requests);
    }

    private static string Script(string name) => Checkout.PathOf("tests", "Lockstep.Conformance", "Dialects", name);

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => process.HasExited, $"{arguments[0]} does not end");
        process.ExitCode.ShouldBe(0, await errors);
        return await output;
    }
}

/// <summary>A server with a port for each dialect, and the API clients that the old ones come as.</summary>
public sealed class OldClients : IAsyncLifetime
{
    internal const string Mini = "mini";
    internal const string Shop = "shop";
    internal const string Sales = "sales";
    internal const string WebhookSecret = "whsec_YS1zZWNyZXQtb2YtdGhlLXRlc3Rz";
    private readonly Dictionary<string, string> _secrets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _ports = new(StringComparer.Ordinal)
    {
        [Mini] = ProviderFixture.FreePort(), [Shop] = ProviderFixture.FreePort(), [Sales] = ProviderFixture.FreePort(),
    };

    private Site _site = null!;
    private ServerProcess _server = null!;
    private Api _api = null!;

    internal string Address => _api.Http.BaseAddress!.GetLeftPart(UriPartial.Authority);

    public async ValueTask InitializeAsync()
    {
        _site = new Site(StoreKind.Sqlite);
        _server = ServerProcess.Start(
            _site,
            ("LOCKSTEP_LEGACY", $"{Text(_ports[Mini])}:mini:old-poller,{Text(_ports[Shop])}:shop:shop-window"),
            ("LOCKSTEP_DIALECT_PORTS", $"{Text(_ports[Sales])}:sales"), ("LOCKSTEP_Registration__Enabled", "true"),
            ("LOCKSTEP_Webhooks__Erp", WebhookSecret));
        _api = await _server.ReadyAsync();
        await AddAsync("old-poller", "integrator", Mini);
        await AddAsync("shop-window", "support", null, "catalogue:read");
        await AddAsync("sales-app", "integrator", null);
        await AddAsync("seller", "sales", null);
        await AddAsync("erp", "integrator", null);
        await _api.PostAsync("/api/products", new { name = "Bolt", sku = "A-1", price = 2.5m, currency = "EUR", stock = 1_000 });
    }

    public async ValueTask DisposeAsync()
    {
        _api.Dispose();
        await _server.DisposeAsync();
        await _site.DisposeAsync();
    }

    /// <summary>The port of a dialect.</summary>
    internal string At(string dialect) => $"http://127.0.0.1:{Text(_ports[dialect])}";

    /// <summary>The ordinary port, with a key in the address as old programs can have it.</summary>
    internal string With(string client) => Address.Replace("http://", $"http://{client}:{_secrets[client]}@", StringComparison.Ordinal);

    internal string SecretOf(string client) => _secrets[client];

    internal Task<long> CountAsync(string path) => _api.CountAsync(path);

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    private async Task AddAsync(string id, string role, string? dialect, params string[] scopes)
    {
        var made = await _api.PostAsync(
            "/api/clients", new { clientId = id, name = id, roles = new[] { role }, dialect, scopes = scopes.Length == 0 ? null : scopes });
        _secrets[id] = made.GetProperty("clientSecret").GetString()!;
    }
}
