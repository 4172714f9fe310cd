using System.Collections.Concurrent;
using System.Diagnostics;

namespace Lockstep.Conformance.Support;

/// <summary>A real <c>lockstep serve</c>, or its faulty twin, on a site and free ports.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    public const string AdminEmail = "admin@localhost";
    public const string AdminPassword = "a-password-for-tests-only";

    /// <summary>The exit code of a process that SIGKILL ended.</summary>
    public const int Killed = 137;
    private const string ReadyLine = "Lockstep is ready: ";
    private readonly TaskCompletionSource<Uri?> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly Process _process;
    private readonly Site _site;

    private ServerProcess(Site site, ProcessStartInfo start)
    {
        _site = site;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(_errors, line.Data);
        _process.Exited += (_, _) => _ready.TrySetResult(null);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Lines on stdout so far.</summary>
    public IReadOnlyList<string> Output => [.. _output];

    /// <summary>Lines on stderr so far.</summary>
    public IReadOnlyList<string> Errors => [.. _errors];

    public static ServerProcess Start(Site site, params (string Name, string Value)[] settings) => Run("lockstep.dll", site, settings);

    /// <summary>Another command than <c>serve</c>, on a site that no server works on.</summary>
    public static ServerProcess StartCommand(Site site, params string[] command) => Run("lockstep.dll", site, [], command);

    /// <summary>The same in the faulty twin.</summary>
    public static ServerProcess StartFaultyCommand(Site site, string fuse, params string[] command) =>
        Run("lockstep-faulty.dll", site, [("LOCKSTEP_FUSE", fuse)], command);

    /// <param name="site">The site.</param>
    /// <param name="fuse">Where and at which passing it kills itself, for example <c>AfterPublish:3</c>.</param>
    public static ServerProcess StartFaulty(Site site, string fuse) => Run(
        "lockstep-faulty.dll", site, [("LOCKSTEP_FUSE", fuse), ("LOCKSTEP_Audit__SealInterval", "00:00:00.020")]);

    /// <summary>
    /// The same, but no passing counts before <see cref="LightAsync"/>: first it makes good what the death before it left behind.
    /// </summary>
    public static ServerProcess StartHeld(Site site, string fuse) => Run(
        "lockstep-faulty.dll", site,
        [("LOCKSTEP_FUSE", fuse), ("LOCKSTEP_FUSE_HELD", "1"), ("LOCKSTEP_Audit__SealInterval", "00:00:00.020")]);

    /// <summary>From now on passings count.</summary>
    public Task LightAsync() => _process.StandardInput.WriteLineAsync();

    /// <summary>A client in the session that is open on the site, or else signed in, once the process is ready.</summary>
    public async Task<Api> ReadyAsync() => await Api.OnAsync(_site, await AddressAsync());

    /// <summary>A client that has signed in by password, which takes the keys that sign.</summary>
    public async Task<Api> SignedInAsync() => await Api.SignInAsync(await AddressAsync());

    /// <summary>Its port of HTTPS, once it is ready.</summary>
    public async Task<int> HttpsPortAsync()
    {
        await AddressAsync();
        return Find(Uri.UriSchemeHttps, Output.First(IsReadyLine)).Port;
    }

    public async Task<int> ExitAsync(TimeSpan? within = null)
    {
        using var late = new CancellationTokenSource(within ?? TimeSpan.FromSeconds(60), TimeProvider.System);
        try
        {
            // Also waits for the last line of its output.
            await _process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException error)
        {
            throw new TimeoutException($"The process still runs: {Tail()}", error);
        }

        return _process.ExitCode;
    }

    /// <summary>SIGKILL: nothing is flushed, nothing is said.</summary>
    public void Kill() => _process.Kill();

    /// <summary>The same for the only process on its site: what it held is free at once, as it would be after a while.</summary>
    public async Task DieAsync()
    {
        Kill();
        await _process.WaitForExitAsync();
        await _site.EndLeasesAsync();
    }

    /// <summary>Sends a signal such as TERM or INT.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{signal} {_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static ServerProcess Run(string assembly, Site site, (string Name, string Value)[] settings, params string[] command)
    {
        // A run of the tests in the background ignores SIGINT, and what it starts would inherit that.
        var start = new ProcessStartInfo(
            "env",
            ["--default-signal=INT", "dotnet", Path.Combine(AppContext.BaseDirectory, assembly), .. command is [] ? ["serve"] : command])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("LOCKSTEP_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        (string Name, string Value)[] basics =
        [
            ("LOCKSTEP_DATA", site.Path), ("LOCKSTEP_HTTP", "0"), ("LOCKSTEP_HTTPS", "0"),
            ("LOCKSTEP_ADMIN_EMAIL", AdminEmail), ("LOCKSTEP_ADMIN_PASSWORD", AdminPassword),
            ("LOCKSTEP_Limits__PerCallerRate", "0"), ("LOCKSTEP_Limits__PerAddressRate", "0"), ("LOCKSTEP_Limits__HealthRate", "0"),
        ];
        // It dies young: what would make it fast after an hour only costs it time.
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var (name, value) in basics.Concat(site.Settings).Concat(settings))
        {
            start.Environment[name] = value;
        }

        return new ServerProcess(site, start);
    }

    private async Task<Uri> AddressAsync()
    {
        if (await Eventually.EndsAsync(_ready.Task, "the process is not ready") is { } address)
        {
            return address;
        }

        throw new InvalidOperationException($"The process ended with {await ExitAsync()} before it was ready: {Tail()}");
    }

    private void Hear(string? line)
    {
        Keep(_output, line);
        if (line is not null && IsReadyLine(line))
        {
            _ready.TrySetResult(Find(Uri.UriSchemeHttp, line));
        }
    }

    private static bool IsReadyLine(string line) => line.StartsWith(ReadyLine, StringComparison.Ordinal);

    private static Uri Find(string scheme, string line) => line[ReadyLine.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Where(word => word.StartsWith(scheme + "://", StringComparison.Ordinal)).Select(static word => new Uri(word)).First();

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
        }
    }

    private string Tail() => string.Join('\n', _output.TakeLast(20).Concat(_errors));
}
