using System.Diagnostics;
using System.Globalization;

namespace Lockstep.Conformance.Support;

/// <summary>A PostgreSQL server of a test's own, which the test may stop and kill; its disk is as safe as a real one's.</summary>
public sealed class PostgresServerFixture : IAsyncLifetime
{
    private readonly TempFolder _folder = new();

    public int Port { get; private set; }

    public string ConnectionString => $"Host=127.0.0.1;Port={Port.ToString(CultureInfo.InvariantCulture)};Username=lockstep";

    public async ValueTask InitializeAsync()
    {
        // The server's user must get to its own folder below.
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_folder.Path, File.GetUnixFileMode(_folder.Path) | UnixFileMode.OtherExecute | UnixFileMode.GroupExecute);
        }

        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(isCrash: true);
        _folder.Dispose();
    }

    public async Task StartAsync() =>
        Port = int.Parse(await RunAsync("start", Server, "max_connections=100"), CultureInfo.InvariantCulture);

    /// <summary>Stops it: in good order, or as a crash does, without a word to anybody.</summary>
    public Task StopAsync(bool isCrash = false) => RunAsync("stop", Server, isCrash ? "immediate" : "fast");

    private string Server => _folder.File("server");

    private static async Task<string> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", [Path.Combine(Root(), "eng/postgres.sh"), .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var answer = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? answer.Trim() : throw new InvalidOperationException($"eng/postgres.sh {arguments[0]} failed: {await errors}");
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Lockstep.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return folder;
    }
}
