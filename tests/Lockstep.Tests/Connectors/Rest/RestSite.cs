using System.Text.Json.Nodes;
using Lockstep.Connectors.Rest;
using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Sdk.Settings;
using Lockstep.Simulator;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Connectors.Rest;

/// <summary>A simulated system, and the same as a REST API that a file tells of.</summary>
internal sealed class RestSite : IAsyncDisposable
{
    private readonly HttpClient _http = new();
    private readonly MemoryTokens _tokens = new();

    private RestSite(SimulatorServer server, TimeProvider clock) => (Server, Clock) = (server, clock);

    public SimulatorServer Server { get; }

    public TimeProvider Clock { get; }

    public static async Task<RestSite> StartAsync(TimeProvider? clock = null) =>
        new(await SimulatorServer.StartAsync(new SimulatorOptions { Clock = clock ?? TimeProvider.System }), clock ?? TimeProvider.System);

    /// <summary>Opens the options of a file; the url is that of the simulated system.</summary>
    public ISystem Open(string options, SignInSettings? signIn = null)
    {
        var faults = new List<string>();
        var system = Read(options.Replace("$URL", Server.Address.AbsoluteUri.TrimEnd('/'), StringComparison.Ordinal), faults,
            new SystemSetup
        {
            Name = "simulated", SignIn = signIn ?? SignInSettings.None, Limits = new SystemLimits(), Http = _http, Clock = Clock,
                Tokens = _tokens,
        });
        faults.ShouldBeEmpty();
        return system!;
    }

    /// <summary>What is wrong with a file.</summary>
    public static IReadOnlyList<string> Faults(string options)
    {
        using var http = new HttpClient();
        var faults = new List<string>();
        Read(options, faults, new SystemSetup
        {
            Name = "simulated", SignIn = SignInSettings.None, Limits = new SystemLimits(), Http = http, Clock = TimeProvider.System,
            Tokens = new MemoryTokens(),
        });
        return faults;
    }

    /// <summary>Reads changes from a cursor to the end of the round, as the engine does.</summary>
    public static async Task<(IReadOnlyList<SourceRecord> Records, string? Cursor)> RoundAsync(
        ISystem system, string kind, string? cursor, int limit = 100, TimeSpan? overlap = null, Action? betweenPages = null)
    {
        var records = new List<SourceRecord>();
        var request = new ChangesRequest(kind, cursor, limit) { StartsRound = true, Overlap = overlap ?? TimeSpan.FromSeconds(30) };
        while (true)
        {
            var reply = await system.ChangesAsync(request, TestContext.Current.CancellationToken).SoonAsync();
            reply.Failure.ShouldBeNull();
            var page = reply.Value!;
            records.AddRange(page.Records);
            if (!page.More)
            {
                return (records, page.Next);
            }

            string.Equals(page.Next, request.Cursor, StringComparison.Ordinal)
                .ShouldBeFalse("a cursor that does not move goes round for ever");
            request = new ChangesRequest(kind, page.Next, limit);
            betweenPages?.Invoke();
        }
    }

    public static JsonObject Json(SourceRecord record) => JsonNode.Parse(record.Data.Span)!.AsObject();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Server.DisposeAsync();
    }

    private static ISystem? Read(string options, List<string> faults, SystemSetup setup)
    {
        var node = new SettingFile(faults.Add, static _ => null).Parse(options);
        var system = node is null ? null : new RestConnector().Open(setup, node);
        node?.End();
        return faults.Count == 0 ? system : null;
    }
}

/// <summary>Keeps tokens in memory.</summary>
internal sealed class MemoryTokens : ITokenStore
{
    private StoredTokens? _tokens;

    public Task<StoredTokens?> FindAsync(string system, CancellationToken ct) => Task.FromResult(_tokens);

    public async Task<Reply<StoredTokens>> RenewAsync(
        string system, string? shown, Func<StoredTokens?, CancellationToken, Task<Reply<StoredTokens>>> renew, CancellationToken ct)
    {
        var reply = await renew(_tokens, ct);
        _tokens = reply.Value ?? _tokens;
        return reply;
    }
}
