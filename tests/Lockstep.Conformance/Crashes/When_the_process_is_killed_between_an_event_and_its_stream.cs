using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Crashes;

/// <summary>
/// A client follows the events, the one in Node that docs/following-events.md shows, while the server is killed again and again under load.
/// </summary>
public sealed partial class When_the_process_is_killed_between_an_event_and_its_stream(StartedSites sites)
{
    private const int Connections = 4;
    private static readonly int Kills = TestRun.Times(quick: 3, full: 6, @long: 20);

    [Theory]
    [OnEachStore]
    public async Task Its_client_misses_nothing_and_hears_nothing_twice(StoreKind store)
    {
        await using var site = await sites.CopyAsync(store);
        var chance = new Random(TestRun.Seed);
        var creates = new Creates();
        (string, string)[] settings = [("LOCKSTEP_HTTP", FreePort()), ("LOCKSTEP_EventStream__RetryDelay", "00:00:00.050")];
        var heard = new ConcurrentQueue<string>();
        using var client = new Follower();
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var server = ServerProcess.Start(site, settings);
            using var api = await server.ReadyAsync();
            await client.StartOnceAsync(api, heard);
            var enough = heard.Count + chance.Next(1, 60);
            var loading = creates.UntilGoneAsync(api, Connections);
            await Eventually.HoldsAsync(() => heard.Count >= enough, $"the client has heard {enough} events");
            await server.DieAsync();
            await loading;
        }

        await using var last = ServerProcess.Start(site, settings);
        using var after = await last.ReadyAsync();
        await creates.RepeatAsync(after);
        await after.CreateAsync("the last one");
        await Eventually.HoldsAsync(
            async () => (await after.ChangesAsync("/api/customers/changes")).Count is var count && heard.Count < count
                ? $"{heard.Count} of {count} events came: {client.Errors}" : null);
        heard.ShouldBe(
            (await after.ChangesAsync("/api/customers/changes")).Select(static change => string.Join(
                ' ', $"lockstep.customer.{change.GetProperty("change")}.v1", $"customers/{change.GetProperty("id")}",
                change.GetProperty("version"))),
            $"seed {TestRun.Seed}");
    }

    /// <summary>A port that stays the same over all starts.</summary>
    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The client of the page, as it stands there.</summary>
    private sealed partial class Follower : IDisposable
    {
        private readonly TempFolder _folder = new();
        private readonly ConcurrentQueue<string> _errors = new();
        private Process? _process;

        public string Errors => string.Join('\n', _errors);

        public async Task StartOnceAsync(Api api, ConcurrentQueue<string> heard)
        {
            if (_process is not null)
            {
                return;
            }

            var page = await File.ReadAllTextAsync(Checkout.PathOf("docs", "following-events.md"));
            await File.WriteAllTextAsync(_folder.File("follow.mjs"), Script().Match(page).Groups["script"].Value);
            var key = await api.PostAsync("/api/clients", new { name = "Follower", roles = new[] { "support" } });
            _process = NodeFolder.Start(
                _folder.File("follow.mjs"),
                [
                    api.Http.BaseAddress!.ToString().TrimEnd('/'), key.GetProperty("clientSecret").GetString()!, _folder.File("last-id"),
                    "?type=lockstep.customer.*",
                ]);
            _process.OutputDataReceived += (_, line) => Keep(heard, line.Data);
            _process.ErrorDataReceived += (_, line) => Keep(_errors, line.Data);
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();

            // Its position is what it goes on from: nothing happens before it has one.
            await Eventually.HoldsAsync(() => File.Exists(_folder.File("last-id")), $"the client has begun: {Errors}");
        }

        public void Dispose()
        {
            _process?.Kill();
            _process?.Dispose();
            _folder.Dispose();
        }

        private static void Keep(ConcurrentQueue<string> lines, string? line)
        {
            if (line is not null)
            {
                lines.Enqueue(line);
            }
        }

        [GeneratedRegex("```js\n(?<script>.*?)```", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1_000)]
        private static partial Regex Script();
    }
}
