using Lockstep.Connectors.BuiltIn;
using Lockstep.Sync;
using Lockstep.Tests.Connectors.Sample;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Sync.Systems;

/// <summary>The whole system with an outside one, <c>desk</c>, that keeps notes.</summary>
internal sealed class SystemSite : IAsyncDisposable
{
    /// <summary>A flow, where none is asked for.</summary>
    public const string AnyFlow =
        """
        name: any
        from: { system: crm, kind: customer, on: [created] }
        to: { system: desk, kind: note, key: code }
        map: { code: externalId }
        """;

    private readonly TestFolder _flows = new(), _systems = new();

    private SystemSite(NotesServer notes) => Notes = notes;

    public NotesServer Notes { get; }

    public TestApp App { get; private set; } = null!;

    /// <summary>Starts it with a flow.</summary>
    /// <param name="flow">The flow, as YAML.</param>
    /// <param name="options">What else the part <c>options</c> of the system says.</param>
    /// <param name="key">The key in the file, by which the system lets us in.</param>
    /// <param name="signIn">The whole part <c>signIn</c> instead.</param>
    /// <param name="interval">How often it is looked how fresh the flows are.</param>
    public static async Task<SystemSite> StartAsync(
        string flow, string options = "", string key = "${file:key.txt}", string? signIn = null, string interval = "00:00:10")
    {
        var site = new SystemSite(await NotesServer.StartAsync());
        await File.WriteAllTextAsync(site._flows.File("flow.yaml"), flow);
        await File.WriteAllTextAsync(site._systems.File("key.txt"), NotesServer.Key + "\n");
        await File.WriteAllTextAsync(
            site._systems.File("desk.yaml"),
            $$"""
            name: desk
            connector: notes
            description: Where notes are kept
            signIn: {{signIn ?? $$"""{ kind: api-key, header: X-Api-Key, key: "{{key}}" }"""}}
            limits: { inFlight: 4 }
            options:
              url: {{site.Notes.Address}}
              {{options}}
            """);
        site.App = await TestApp.StartAsync(
            builder =>
            {
                builder.Configuration["LOCKSTEP_FLOWS"] = site._flows.Path;
                builder.Configuration["LOCKSTEP_SYSTEMS"] = site._systems.Path;
                builder.Configuration["Outbound:Allow"] = "127.0.0.0/8";
                builder.Configuration["Freshness:Interval"] = interval;
            },
            decorate: static builder =>
                SyncModule.AddSystems(
                    builder.Services, [new NotesConnector()], static (module, clock) => new BuiltInSystem(module, clock)));
        return site;
    }

    /// <summary>Waits until the notes are what they should be.</summary>
    public Task NotesAsync(Func<IReadOnlyList<string>, bool> areRight, string what) => TestApp.EventuallyAsync(
        () => Task.FromResult(
            areRight([.. Notes.Notes.Select(static note => $"{note["code"]}: {note["text"]}").Order(StringComparer.Ordinal)])), what);

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Notes.DisposeAsync();
        _flows.Dispose();
        _systems.Dispose();
    }
}
