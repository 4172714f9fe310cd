using System.Diagnostics;
using Npgsql;

namespace Lockstep.Bench.Servers;

/// <summary>A private PostgreSQL server with its own defaults, fsync included, on the same disk as everything else.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private const string Script = "eng/postgres.sh";
    private readonly string _folder;

    private PostgresServer(string folder, int port) => (_folder, Port) = (folder, port);

    public int Port { get; }

    /// <summary>What leads Lockstep here.</summary>
    public Dictionary<string, string> Settings => new(StringComparer.Ordinal)
    {
        ["LOCKSTEP_STORE"] = "postgres",
        ["LOCKSTEP_POSTGRES"] = $"Host=127.0.0.1;Port={Port};Username=lockstep",
    };

    public static async Task<PostgresServer> StartAsync(params string[] settings)
    {
        var folder = Workspace.NewFolder("postgres");
        var port = await CallAsync(
            Path.Combine(Workspace.Repository, Script), ["start", folder, $"--until={Environment.ProcessId}", .. settings]);
        return new PostgresServer(folder, int.Parse(port, System.Globalization.CultureInfo.InvariantCulture));
    }

    public async Task<NpgsqlConnection> OpenAsync(string database)
    {
        var connection = new NpgsqlConnection(
            $"Host=127.0.0.1;Port={Port};Username=lockstep;Database={database};Command Timeout=0;Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Runs statements one by one: some of them go into no transaction.</summary>
    public async Task RunAsync(string database, params IEnumerable<string> statements)
    {
        await using var connection = await OpenAsync(database);
        foreach (var sql in statements)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>Transactions a second of a script in pgbench, prepared, over as many connections as there are clients.</summary>
    public async Task<double> PgbenchAsync(string database, string script, int clients, TimeSpan time)
    {
        var file = Path.Combine(Workspace.NewFolder("pgbench"), "script.sql");
        await File.WriteAllTextAsync(file, script);
        var said = await CallAsync(
            Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Last() + "/bin/pgbench",
            [
                "-h", "127.0.0.1", "-p", $"{Port}", "-U", "lockstep", "-n", "-M", "prepared", "-c", $"{clients}", "-j", "2", "-T",
                $"{time.TotalSeconds:0}", "-f", file, database,
            ]
        );
        var line = said.Split('\n').First(one => one.StartsWith("tps = ", StringComparison.Ordinal));
        return double.Parse(line.Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync() => await CallAsync(Path.Combine(Workspace.Repository, Script), ["stop", _folder]);

    private static async Task<string> CallAsync(string program, IEnumerable<string> arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? said.Trim()
            : throw new NotAvailableException($"{Path.GetFileName(program)} ended with {process.ExitCode}");
    }
}
