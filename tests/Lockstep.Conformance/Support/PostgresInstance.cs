using System.Diagnostics;
using System.Globalization;

namespace Lockstep.Conformance.Support;

/// <summary>
/// A PostgreSQL server of a test's own, for what must not happen to the one of the whole run: it stops, it crashes, and it refuses.
/// </summary>
public sealed class PostgresInstance : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lockstep-test-").FullName;

    /// <summary>Its superuser needs no password. The port stays the same when it starts again.</summary>
    public string Connection { get; private set; } = "";

    public async ValueTask InitializeAsync() => await StartAsync();

    public async ValueTask DisposeAsync() => await RunAsync("remove");

    /// <summary>Starts it, with a disk that is as safe as a real one's. It ends with the process of the tests, however that ends.</summary>
    public async Task StartAsync()
    {
        var until = FormattableString.Invariant($"--until={Environment.ProcessId}");
        var port = (await RunAsync("start", until, "max_connections=300")).Trim();
        Connection = $"Host=127.0.0.1;Port={port};Username=lockstep";
    }

    /// <summary>Stops it: in good order, or as a crash does, when nobody is told and nothing is tidied up.</summary>
    public Task StopAsync(bool isCrash = false) => RunAsync("stop", isCrash ? "immediate" : "fast");

    /// <summary>Says who is let in how, before all that was said so far.</summary>
    public async Task LetInAsync(string rule)
    {
        var file = Path.Combine((await File.ReadAllTextAsync(Path.Combine(_folder, "place"))).Trim(), "data", "pg_hba.conf");
        await File.WriteAllTextAsync(file, $"{rule}\n{await File.ReadAllTextAsync(file)}");
        await Databases.RunOnAsync(Connection + ";Database=postgres;Pooling=false", "select pg_reload_conf()");
    }

    private async Task<string> RunAsync(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(Checkout.PathOf("eng", "postgres.sh"), [command, _folder, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var script = Process.Start(start)!;
        var output = script.StandardOutput.ReadToEndAsync();
        var errors = await script.StandardError.ReadToEndAsync();
        await script.WaitForExitAsync();
        script.ExitCode.ShouldBe(0, $"eng/postgres.sh {command}: {errors}");
        return await output;
    }
}
