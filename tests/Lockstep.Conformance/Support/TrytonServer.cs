using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Npgsql;

namespace Lockstep.Conformance.Support;

/// <summary>
/// A real Tryton in a process of its own. Its modules are set up once, in a database that nobody works in; each database of a test is a
/// copy of that one.
/// </summary>
internal sealed class TrytonServer : IAsyncDisposable
{
    private readonly string _prefix = $"tryton_{Random()}";
    private readonly string _admin = Random();
    private readonly TempFolder _folder = new();
    private readonly int _port = Ports.Free();
    private readonly List<TrytonDatabase> _databases = [];
    private Process? _process;

    /// <summary>Where it is, without a database.</summary>
    public Uri Address => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}/"));

    private static NpgsqlConnectionStringBuilder Store => new(Databases.ServerOfTheRun) { Database = "postgres" };

    /// <summary>Sets its modules up and starts it.</summary>
    public static async Task<TrytonServer> StartAsync()
    {
        var server = new TrytonServer();
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

    /// <summary>A new database with a company, founded as docs/connecting-tryton.md does it. Goes with the server.</summary>
    public async Task<TrytonDatabase> FoundAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{_prefix}_{_databases.Count + 1}");
        await Databases.RunOnAsync(Store.ConnectionString, $"create database {name} template {_prefix} strategy file_copy");
        var database = new TrytonDatabase(Address, name, NewPassword());
        _databases.Add(database);
        await RunAsync(
            "/usr/bin/python3", Checkout.PathOf("samples", "tryton", "first_company.py"), database.Url.AbsoluteUri, _admin,
                TrytonDatabase.User,
            database.Password, "USD");
        await database.SignInAsync();
        return database;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            process.Dispose();
        }

        foreach (var database in _databases)
        {
            database.Dispose();
            await DropAsync(database.Name);
        }

        await DropAsync(_prefix);
        _folder.Dispose();
    }

    private static Task DropAsync(string database) =>
        Databases.RunOnAsync(Store.ConnectionString, $"drop database if exists {database} with (force)");

    private async Task OpenAsync()
    {
        await Databases.RunOnAsync(Store.ConnectionString, $"create database {_prefix}");
        await File.WriteAllTextAsync(_folder.File("admin"), _admin);
        await File.WriteAllTextAsync(
            _folder.File("conf"),
            $"""
            [database]
            uri = postgresql://{Store.Username}:{Store.Password}@{Store.Host}:{Store.Port.ToString(CultureInfo.InvariantCulture)}/
            path = {_folder.File("files")}
            [web]
            listen = 127.0.0.1:{_port.ToString(CultureInfo.InvariantCulture)}
            """);
        await SetUpAsync();
        _process = Start("trytond", "-c", _folder.File("conf"));
        using var http = new HttpClient { BaseAddress = Address };
        await Eventually.HoldsAsync(async () => await IsUpAsync(http) ? null : $"Tryton does not answer: {await LogAsync()}");
    }

    /// <summary>
    /// Setting up asks the catalogue of the database thousands of times about what it has just made. The server of the run has no
    /// autovacuum, so that nobody else would tell its planner that there are tables by now.
    /// </summary>
    private async Task SetUpAsync()
    {
        await Databases.RunOnAsync(
            Store.ConnectionString, $"alter database {_prefix} set jit = off; alter database {_prefix} set enable_nestloop = off");
        using (var process = Start(
            "trytond-admin", "-c", _folder.File("conf"), "-d", _prefix, "-u", "sale", "--activate-dependencies", "--email",
                "admin@example.com"))
        {
            await Eventually.HoldsAsync(
                async () =>
                {
                    await Task.WhenAny(process.WaitForExitAsync(), Databases.RunOnAsync(Base, "select pg_sleep(2)"));
                    await Databases.RunOnAsync(
                        Base, "analyze pg_class, pg_attribute, pg_constraint, pg_index, pg_namespace, pg_depend, pg_attrdef");
                    return process.HasExited ? null : "trytond-admin does not end";
                },
                TimeSpan.FromMinutes(5));
            process.ExitCode.ShouldBe(0, $"trytond-admin failed: {await LogAsync()}");
        }

        await Databases.RunOnAsync(Base, "analyze");
    }

    private string Base => new NpgsqlConnectionStringBuilder(Store.ConnectionString) { Database = _prefix }.ConnectionString;

    private async Task<bool> IsUpAsync(HttpClient http)
    {
        _process!.HasExited.ShouldBeFalse(await LogAsync());
        try
        {
            using var answer = await http.GetAsync("/");
            return (int)answer.StatusCode < 500;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private Task<string> LogAsync() => File.ReadAllTextAsync(_folder.File("log"));

    private async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        await Eventually.HoldsAsync(() => process.HasExited, $"{program} does not end", TimeSpan.FromMinutes(5));
        process.ExitCode.ShouldBe(0, $"{program} failed: {await LogAsync()}");
    }

    private Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(
            "/bin/sh", ["-c", "exec \"$@\" >>\"$0\" 2>&1 </dev/null", _folder.File("log"), LocalProgram.Find(program), .. arguments])
        {
            UseShellExecute = false, WorkingDirectory = _folder.Path,
        };
        start.Environment["TRYTONPASSFILE"] = _folder.File("admin");
        return Process.Start(start)!;
    }

    /// <summary>No letter comes twice, for Tryton takes no password in which many do.</summary>
    private static string NewPassword()
    {
        var letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789".ToCharArray();
        RandomNumberGenerator.Shuffle<char>(letters);
        return new string(letters, 0, 20);
    }

    private static string Random() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
}
