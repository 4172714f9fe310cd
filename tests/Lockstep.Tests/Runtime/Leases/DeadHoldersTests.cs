using Lockstep.Runtime;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Storage.Postgres;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Lockstep.Tests.Runtime.Leases;

/// <summary>
/// On PostgreSQL a holder that died is told from one that is only paused: by its session, which ends with it, and the lock that this
/// held.
/// </summary>
[RunsOnEachStore]
public sealed class DeadHoldersTests : IAsyncLifetime
{
    private readonly Instance _other = new($"elsewhere:4711:p{Guid.NewGuid():N}");
    private TestApp _app = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IStore Store => _app.Services.GetRequiredKeyedService<IStore>("crm");

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(TestDatabases.IsPostgres, "SQLite files serve one process: the next one knows that all others are gone.");
        _app = await TestApp.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await (_app?.DisposeAsync() ?? ValueTask.CompletedTask);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task The_work_of_a_dead_process_goes_on_long_before_its_lease_expires()
    {
        (await HoldAsync("work:1", _other.Name)).ShouldNotBeNull();
        (await HoldAsync("work:2", $"{_other.Name}:{Guid.NewGuid():N}")).ShouldNotBeNull("a part of it, such as an upload");
        var holder = new LeaseHolder(Store, "work:1", _app.Services.GetRequiredService<Instance>().Name, Hours, TimeProvider.System);
        (await holder.HoldAsync(Ct).SoonAsync()).IsNew.ShouldBeTrue();
        (await HoldAsync("work:2", "one of us")).ShouldNotBeNull();
    }

    [Fact]
    public async Task One_that_lives_or_is_paused_keeps_what_it_has_and_so_does_whoever_is_no_process()
    {
        await using var session = new NpgsqlConnection(TestDatabases.ConnectionOf(_app.Data, "crm"));
        await session.OpenAsync(Ct);
        await using var take = new NpgsqlCommand($"select pg_advisory_lock_shared({PostgresLocks.Life(_other.Name)})", session);
        await take.ExecuteNonQueryAsync(Ct);
        (await HoldAsync("work", _other.Name)).ShouldNotBeNull();
        (await HoldAsync("other work", "somebody")).ShouldNotBeNull();
        var looks = Look();
        await looks.LookAsync(Ct);
        await looks.LookAsync(Ct);
        (await HoldAsync("work", "one of us")).ShouldBeNull();
        (await HoldAsync("other work", "one of us")).ShouldBeNull();
    }

    private static LeaseOptions Hours { get; } = new() { Duration = TimeSpan.FromHours(5), Renewal = TimeSpan.FromHours(1) };

    private DeadHolders Look() =>
        new(Store, _app.Services.GetRequiredService<Instance>(), TimeProvider.System, NullLogger<DeadHolders>.Instance);

    private Task<Lease?> HoldAsync(string name, string owner) => Lease.TryAcquireAsync(Store, name, owner, Hours, TimeProvider.System, Ct);
}
