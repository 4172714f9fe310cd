using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Lockstep.Conformance.Access;
using Npgsql;

namespace Lockstep.Conformance.Support;

/// <summary>
/// A real Directus, fresh, with companies and contacts, in a process of its own. On PostgreSQL, for its driver of SQLite would have to be
/// compiled on each machine; its Node comes with it.
/// </summary>
internal sealed class DirectusServer : IAsyncDisposable
{
    private readonly string _database;
    private readonly TempFolder _folder = new();
    private readonly int _port = ProviderFixture.FreePort();
    private readonly string _adminToken = Random();
    private readonly string _secret = Random();
    private Process? _process;

    private DirectusServer() => _database = $"directus_{Random().ToLowerInvariant()}";

    /// <summary>Where it listens.</summary>
    public Uri Address => new($"http://127.0.0.1:{_port.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>The token of the user that Lockstep signs in as.</summary>
    public string Token { get; } = Random();

    private static string Folder { get; } = Checkout.PathOf("tests", "Lockstep.Conformance", "Directus");

    /// <summary>Makes its database, starts it and fills it.</summary>
    public static async Task<DirectusServer> StartAsync()
    {
        Directory.Exists(Path.Combine(Folder, "node_modules")).ShouldBeTrue(
            "./test --full installs it: cd tests/Lockstep.Conformance/Directus && npm ci --ignore-scripts");
        var server = new DirectusServer();
        try
        {
            await server.OpenAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            process.Dispose();
        }

        await Databases.RunOnAsync(Store.ConnectionString, $"drop database if exists {_database} with (force)");
        _folder.Dispose();
    }

    private static NpgsqlConnectionStringBuilder Store => new(Databases.ServerOfTheRun) { Database = "postgres" };

    private async Task OpenAsync()
    {
        await Databases.RunOnAsync(Store.ConnectionString, $"create database {_database}");
        await RunAsync(Path.Combine("node_modules", "directus", "cli.js"), "bootstrap");
        _process = Start(Path.Combine("node_modules", "directus", "cli.js"), "start");
        using var http = new HttpClient { BaseAddress = Address };
        await Eventually.HoldsAsync(async () => await IsUpAsync(http) ? null : "Directus does not answer");
        await RunAsync("seed.mjs", Address.AbsoluteUri.TrimEnd('/'), _adminToken, Token);
    }

    private static string Random() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    private static async Task<bool> IsUpAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync("/server/ping", TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task RunAsync(string script, params string[] arguments)
    {
        using var process = Start(script, arguments);
        await Eventually.HoldsAsync(() => process.HasExited, $"{script} does not end");
        process.ExitCode.ShouldBe(0, $"{script} failed: {await File.ReadAllTextAsync(Log, TestContext.Current.CancellationToken)}");
    }

    private string Log => Path.Combine(_folder.Path, "directus.log");

    private Process Start(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(
            "/bin/sh", ["-c", "exec \"$@\" >>\"$0\" 2>&1 </dev/null", Log, Node, Path.Combine(Folder, script), .. arguments])
        {
            UseShellExecute = false,
        };
        foreach (var (name, value) in Settings())
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>The Node that came with it, for the one of the machine may be too old.</summary>
    private static string Node => Directory.EnumerateFiles(Path.Combine(Folder, "node_modules"), "node", new EnumerationOptions
    {
        RecurseSubdirectories = true, MaxRecursionDepth = 2,
    }).FirstOrDefault(static path => path.Contains("node-linux-", StringComparison.Ordinal)) ?? "node";

    private Dictionary<string, string> Settings()
    {
        var store = Store;
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HOST"] = "127.0.0.1", ["PORT"] = _port.ToString(CultureInfo.InvariantCulture),
                ["PUBLIC_URL"] = Address.AbsoluteUri.TrimEnd('/'),
            ["DB_CLIENT"] = "pg", ["DB_HOST"] = store.Host!, ["DB_PORT"] = store.Port.ToString(CultureInfo.InvariantCulture),
            ["DB_USER"] = store.Username!, ["DB_PASSWORD"] = store.Password ?? "", ["DB_DATABASE"] = _database,
            ["SECRET"] = _secret, ["ADMIN_EMAIL"] = "admin@example.com", ["ADMIN_PASSWORD"] = _secret, ["ADMIN_TOKEN"] = _adminToken,
            ["ACCEPT_TERMS"] = "true", ["TELEMETRY"] = "false", ["WEBSOCKETS_ENABLED"] = "false", ["RATE_LIMITER_ENABLED"] = "false",
            ["PRESSURE_LIMITER_ENABLED"] = "false", ["CACHE_ENABLED"] = "false", ["SERVE_APP"] = "false", ["LOG_LEVEL"] = "warn",
                ["LOG_STYLE"] = "raw",
            ["STORAGE_LOCATIONS"] = "local", ["STORAGE_LOCAL_ROOT"] = Path.Combine(_folder.Path, "uploads"),
            ["EXTENSIONS_PATH"] = Path.Combine(_folder.Path, "extensions"), ["NODE_ENV"] = "production", ["NO_UPDATE_NOTIFIER"] = "1",
        };
    }
}
