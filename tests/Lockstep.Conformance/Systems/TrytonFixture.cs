using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Tryton;
using Lockstep.Tests.Connectors;

namespace Lockstep.Conformance.Systems;

/// <summary>The tests that share one Tryton, whose modules take half a minute to set up.</summary>
[CollectionDefinition(Name)]
public sealed class WithTryton : ICollectionFixture<TrytonFixture>
{
    public const string Name = "Tryton";
}

/// <summary>A real Tryton, with a database for all that don't mind what others do in it.</summary>
public sealed class TrytonFixture : IAsyncLifetime
{
    /// <summary>What a test that needs it is marked with; only <c>./test --full</c> runs those.</summary>
    public const string Trait = "Needs", Needs = "Tryton";

    internal TrytonServer Server { get; private set; } = null!;

    internal TrytonDatabase Shared { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await TrytonServer.StartAsync();
        Shared = await Server.FoundAsync();
    }

    public ValueTask DisposeAsync() => Server?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>Opens the shared database as a system.</summary>
    internal ISystem Open(HttpClient client, TimeProvider clock, string? password = null, Uri? url = null, string kinds = "") =>
        OpenedSystem.Of(
        new TrytonConnector(), $"url: {url ?? Shared.Server}\ndatabase: {Shared.Name}\n{kinds}",
        $"{{ kind: basic, user: {TrytonDatabase.User}, password: \"${{secret:tryton}}\" }}", client, clock, password ?? Shared.Password);

    /// <summary>A file of samples/tryton for a database of this Tryton.</summary>
    internal static string SampleFile(string name, TrytonDatabase database) => File.ReadAllText(Checkout.PathOf("samples", "tryton", name))
        .Replace("https://tryton.example", database.Server.AbsoluteUri, StringComparison.Ordinal)
        .Replace("database: erp", $"database: {database.Name}", StringComparison.Ordinal)
        .Replace("${secret:tryton}", "${env:TRYTON_PASSWORD}", StringComparison.Ordinal)
        .Replace("every: 10s, overlap: 1m", "every: 300ms, overlap: 5s", StringComparison.Ordinal);
}
