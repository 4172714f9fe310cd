using System.Diagnostics;
using Lockstep.Runtime.Storage;
using Npgsql;

namespace Lockstep.Conformance.Backups;

/// <summary>
/// A data folder, with its databases in it or on PostgreSQL, and the program run on it as a person runs it. Goes with the test.
/// </summary>
/// <param name="store">Where its databases are.</param>
/// <param name="other">A place whose data folder and names it shares: the same installation after a move. It goes with that one.</param>
internal sealed class Place(StoreKind store, Place? other = null) : IAsyncDisposable
{
    private static readonly TimeSpan BeginsWithin = TimeSpan.FromSeconds(60);
    private readonly TempFolder _folder = other?._folder ?? new();
    private readonly List<Process> _started = [];

    public string Path => _folder.Path;

    /// <summary>What the names of the databases begin with.</summary>
    public string Prefix => "bk_" + System.IO.Path.GetFileName(Path).Replace("lockstep-test-", "", StringComparison.Ordinal);

    private static string Server =>
        Environment.GetEnvironmentVariable("LOCKSTEP_TEST_POSTGRES") is { Length: > 0 } server
            ? server
            : throw new InvalidOperationException(
                "LOCKSTEP_TEST_POSTGRES is not set; ./test starts a server and sets it, by hand: eng/postgres.sh start FOLDER.");

    public string File(string name) => _folder.File(name);

    /// <summary>Brings the master key of another place here, as a person does.</summary>
    public void TakeKeyOf(Place other) => System.IO.File.Copy(other.File("master.key"), File("master.key"));

    /// <summary>A running server with a signed-in client.</summary>
    public async Task<Api> ServeAsync()
    {
        var ready = new TaskCompletionSource<Uri?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = Begin("serve");
        process.OutputDataReceived += (_, line) =>
        {
            if (
                line.Data?.Split(' ').FirstOrDefault(word => word.StartsWith("http://", StringComparison.Ordinal)) is { } address
                && line.Data.Contains("is ready", StringComparison.Ordinal))
            {
                ready.TrySetResult(new Uri(address));
            }
        };
        var errors = process.StandardError.ReadToEndAsync();
        process.Exited += (_, _) => ready.TrySetResult(null);
        process.EnableRaisingEvents = true;
        process.BeginOutputReadLine();
        var address = await Eventually.EndsAsync(ready.Task, "the server is not ready");
        return await Api.SignInAsync(address ?? throw new InvalidOperationException($"The server did not start: {await errors}"));
    }

    /// <summary>Ends all that runs here: SIGTERM, or SIGKILL.</summary>
    public async Task StopAsync(bool kill = false)
    {
        foreach (var process in _started.Where(process => !process.HasExited))
        {
            if (kill)
            {
                process.Kill();
            }
            else
            {
                using var term = Process.Start("/bin/sh", ["-c", $"kill -TERM {process.Id}"]);
                await term.WaitForExitAsync();
            }

            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        }
    }

    /// <summary>Runs a command to its end.</summary>
    public async Task<Said> RunAsync(params string[] command)
    {
        using var process = Begin(command);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(3));
        _started.Remove(process);
        return new Said(process.ExitCode, await output, errors);
    }

    /// <summary>Starts a command and kills it in the middle of its work.</summary>
    /// <param name="hasBegun">Whether the work has begun.</param>
    /// <param name="after">How long after that it is killed.</param>
    /// <param name="command">The command.</param>
    public async Task KillInTheMiddleAsync(Func<Task<bool>> hasBegun, TimeSpan after, params string[] command)
    {
        using var process = Begin(command);
        _ = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();

        // With hardly a pause between two looks: what is to be killed in its middle may take only milliseconds.
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        var startedAt = TimeProvider.System.GetTimestamp();
        while (!process.HasExited && !await hasBegun() && await pause.WaitForNextTickAsync())
        {
            TimeProvider.System.GetElapsedTime(startedAt).ShouldBeLessThan(BeginsWithin, "it has not begun");
        }

        await Task.Delay(after, TimeProvider.System);
        process.Kill();
        await process.WaitForExitAsync();
        _started.Remove(process);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(kill: true);
        if (other is not null)
        {
            return;
        }

        _folder.Dispose();
        if (Environment.GetEnvironmentVariable("LOCKSTEP_TEST_POSTGRES") is { Length: > 0 })
        {
            await using var connection = await Databases.OpenAsync(To("postgres"));
            foreach (var module in Databases.Modules)
            {
                await using var drop = new NpgsqlCommand($"drop database if exists \"{Prefix}_{module}\" with (force)", connection);
                await drop.ExecuteNonQueryAsync();
            }
        }
    }

    /// <summary>Whether a copy has begun to fill the databases on PostgreSQL and has not come to its end.</summary>
    public async Task<bool> HasMarkAsync()
    {
        try
        {
            await using var connection = await Databases.OpenAsync(To($"{Prefix}_crm"));
            await using var look = new NpgsqlCommand("select to_regclass('unfinished_copy') is not null", connection);
            return await look.ExecuteScalarAsync() is true;
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.InvalidCatalogName)
        {
            return false;
        }
    }

    private static string To(string database) => new NpgsqlConnectionStringBuilder(Server) { Database = database }.ConnectionString;

    private Process Begin(params string[] command)
    {
        var start = new ProcessStartInfo("dotnet", [System.IO.Path.Combine(AppContext.BaseDirectory, "lockstep.dll"), .. command])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("LOCKSTEP_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        (string Name, string Value)[] settings =
        [
            ("LOCKSTEP_DATA", Path),
            ("LOCKSTEP_HTTP", "0"),
            ("LOCKSTEP_HTTPS", "0"),
            ("LOCKSTEP_ADMIN_EMAIL", ServerProcess.AdminEmail),
            ("LOCKSTEP_ADMIN_PASSWORD", ServerProcess.AdminPassword),
            ("LOCKSTEP_Limits__PerCallerRate", "0"),
            ("LOCKSTEP_Limits__PerAddressRate", "0"),
            ("LOCKSTEP_Limits__HealthRate", "0"),
            .. store is StoreKind.Postgres || command[0] is "migrate-store"
                ? [("LOCKSTEP_POSTGRES", new NpgsqlConnectionStringBuilder(Server) { Database = Prefix }.ConnectionString)]
                : Array.Empty<(string, string)>(),
            .. store is StoreKind.Postgres ? [("LOCKSTEP_STORE", "postgres")] : Array.Empty<(string, string)>(),
        ];
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        _started.Add(process);
        return process;
    }
}

/// <summary>What a command said.</summary>
internal sealed record Said(int Code, string Output, string Errors)
{
    public Said Succeeded()
    {
        Code.ShouldBe(0, Errors);
        return this;
    }

    /// <summary>It refused, in one line.</summary>
    public Said Refused(string with)
    {
        Code.ShouldBe(1, Output + Errors);
        Errors.Trim().Split('\n').Length.ShouldBe(1, Errors);
        Errors.ShouldContain(with);
        return this;
    }
}
