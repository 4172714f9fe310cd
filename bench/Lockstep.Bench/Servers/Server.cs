using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Lockstep.Bench.Servers;

/// <summary>A server under load: a child process that answers GET /health/ready once it is ready.</summary>
internal abstract class Server : IAsyncDisposable
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ReadyPoll = TimeSpan.FromMilliseconds(4);
    private readonly string _log = Path.Combine(Workspace.NewFolder("log"), "output.txt");
    private Process? _process;

    protected Server()
    {
        Port = FreePort();
        Http = new HttpClient { BaseAddress = new Uri($"http://localhost:{Port}"), Timeout = TimeSpan.FromMinutes(10) };
    }

    public int Port { get; }

    /// <summary>From the start of the process to the first 200 of /health/ready.</summary>
    public TimeSpan ReadyAfter { get; private set; }

    /// <summary>For single requests; loads go through connections of their own.</summary>
    protected HttpClient Http { get; }

    /// <summary>The memory of the process that is in RAM, in MB.</summary>
    public async Task<double> ResidentMegabytesAsync()
    {
        var lines = await File.ReadAllLinesAsync($"/proc/{_process!.Id}/status");
        var kilobytes = lines.First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))["VmRSS:".Length..^"kB".Length];
        return double.Parse(kilobytes, CultureInfo.InvariantCulture) * 1_024 / 1_000_000;
    }

    /// <summary>Stops the process at once: what it lost by that, it would also lose in a crash, which is nothing.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    protected static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    protected async Task StartAsync(string assembly, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var began = Stopwatch.GetTimestamp();
        _process = Children.Start(assembly, arguments, environment, _log);
        while (!await IsReadyAsync())
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(began) > ReadyWithin)
            {
                throw new NotAvailableException($"{Path.GetFileName(assembly)} did not start: {await LastWordsAsync()}");
            }

            await Task.Delay(ReadyPoll);
        }

        ReadyAfter = Stopwatch.GetElapsedTime(began);
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await Http.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task<string> LastWordsAsync()
    {
        var lines = File.Exists(_log) ? await File.ReadAllLinesAsync(_log) : [];
        return lines.LastOrDefault(line => line.Length > 0) ?? "it said nothing";
    }
}
