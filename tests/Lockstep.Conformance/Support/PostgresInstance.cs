using System.Diagnostics;

namespace Lockstep.Conformance.Support;

/// <summary>A PostgreSQL server of a test's own, for what must not happen to the one of the whole run: it crashes, and it refuses.</summary>
public sealed class PostgresInstance : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lockstep-test-").FullName;

    /// <summary>Its superuser needs no password.</summary>
    public string Connection { get; private set; } = "";

    public async ValueTask InitializeAsync() => Connection = $"Host=127.0.0.1;Port={(await RunAsync("start", "max_connections=300")).Trim()};Username=lockstep";

    public async ValueTask DisposeAsync() => await RunAsync("remove");

    /// <summary>Starts it again on the same port.</summary>
    public Task StartAsync() => RunAsync("start", "max_connections=300");

    /// <summary>Ends it as a crash does: nobody is told, nothing is tidied up.</summary>
    public Task CrashAsync() => RunAsync("stop", "immediate");

    /// <summary>Says who is let in how, before all that was said so far.</summary>
    public async Task LetInAsync(string rule)
    {
        var file = System.IO.Path.Combine((await File.ReadAllTextAsync(System.IO.Path.Combine(_folder, "place"))).Trim(), "data", "pg_hba.conf");
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
