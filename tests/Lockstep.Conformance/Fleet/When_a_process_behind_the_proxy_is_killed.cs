using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Fleet;

/// <summary>The composition of deploy/compose.yaml: PostgreSQL, nginx and two processes from the same settings.</summary>
public sealed class When_a_process_behind_the_proxy_is_killed(PostgresInstance server) : IClassFixture<PostgresInstance>
{
    private const int Clients = 6;
    private static readonly int Some = TestRun.IsFull ? 400 : 100;

    [Fact]
    public async Task No_request_fails_and_nothing_is_lost_or_doubled()
    {
        await using var composition = await Composition.ReadAsync();
        var password = await composition.PasswordAsync();
        await Databases.RunOnAsync(server.Connection + ";Database=postgres;Pooling=false", $"alter role lockstep password '{password}'");
        await server.LetInAsync("host all lockstep all scram-sha-256");
        await using var site = new Site(StoreKind.Postgres, $"{server.Connection};Password={password}");

        await using var first = composition.StartProcess(site);
        var ports = new List<int> { await first.HttpsPortAsync() };
        await using var second = composition.StartProcess(site);
        ports.Add(await second.HttpsPortAsync());
        await composition.StartProxyAsync([.. ports]);

        await using var load = new ProxyLoad(composition.Address, composition.Certificate);
        await load.SignInAsync();
        var working = load.RunAsync(Clients);
        await load.GoesOnAsync(Some);
        first.Kill();
        await load.GoesOnAsync(Some);
        (await first.ExitAsync()).ShouldBe(ServerProcess.Killed);
        await using var again = composition.StartProcess(site, ports[0]);
        await again.HttpsPortAsync();
        await load.GoesOnAsync(Some);
        second.Kill();
        await load.GoesOnAsync(Some);
        load.Enough();
        await working;

        load.Failures.ShouldBeEmpty();
        using var api = await again.SignedInAsync();
        await Reconciliation.QuietAsync(api);
        (await api.AllAsync("/api/customers"))
            .Select(static one => (one.GetProperty("id").GetInt64(), one.GetProperty("name").GetString()))
            .ShouldBe(load.Created.Select(static one => (one.Key, (string?)one.Value)), ignoreOrder: true);
        (await api.CountAsync("/api/packages")).ShouldBe(load.Created.Count);
    }
}
