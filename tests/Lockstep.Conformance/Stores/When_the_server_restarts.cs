using Lockstep.Runtime;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Storage.Postgres;

namespace Lockstep.Conformance.Stores;

/// <summary>A server that goes away and comes back: reads and writes wait for it, and what returned is there.</summary>
public sealed class When_the_server_restarts(PostgresInstance server) : IClassFixture<PostgresInstance>
{
    private const int Writers = 8;
    private static readonly PostgresOptions Patient = new()
    {
        OutageMax = TimeSpan.FromMinutes(1), ReconnectPauseMax = TimeSpan.FromMilliseconds(50),
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Under_load_nothing_is_lost_and_nothing_doubled(bool isCrash)
    {
        await using var bed = new PostgresBed { Server = server.Connection, Options = Patient };
        await bed.OpenAsync();
        var written = 0;
        var isOver = false;
        var writers = Task.WhenAll(
            Enumerable
                .Range(0, Writers)
                .Select(writer =>
                    Task.Run(async () =>
                    {
                        for (var number = 0; !Volatile.Read(ref isOver); number++)
                        {
                            // A second effect of the same write would meet its own key.
                            await bed.Store.WriteAsync(
                                transaction => transaction.ExecuteAsync(StoreBed.Insert, $"{writer}/{number}"), CancellationToken.None);
                            Interlocked.Increment(ref written);
                            (await bed.NumberAsync("select count(*) from notes where text = $1", $"{writer}/{number}")).ShouldBe(1);
                        }
                    })
                )
        );
        for (var round = 1; round <= 3; round++)
        {
            var before = Volatile.Read(ref written);
            await Eventually.HoldsAsync(() => writers.IsCompleted || Volatile.Read(ref written) > before + 100, "nothing is written");
            await server.StopAsync(isCrash);
            await server.StartAsync();
        }

        Volatile.Write(ref isOver, true);
        await writers.SoonAsync();
        (await bed.NotesAsync()).Count.ShouldBe(written);
    }

    [Fact]
    public async Task A_server_that_stays_away_fails_reads_and_writes_and_both_go_on_when_it_is_back()
    {
        await using var bed = new PostgresBed
        {
            Server = server.Connection, Options = new() { OutageMax = TimeSpan.FromMilliseconds(300) },
        };
        await bed.OpenAsync();
        await bed.AddAsync("before");
        await server.StopAsync();
        (await Should.ThrowAsync<StoreException>(bed.AddAsync("lost"))).Fault.ShouldBe(StoreFault.Unreachable);
        (await Should.ThrowAsync<StoreException>(bed.NotesAsync())).Fault.ShouldBe(StoreFault.Unreachable);
        (await Should.ThrowAsync<StartupException>(bed.ConnectAsync())).Message.ShouldContain("can't be reached");
        await server.StartAsync();
        await bed.AddAsync("after");
        (await bed.NotesAsync()).ShouldBe(["before", "after"], ignoreOrder: true);
    }

    [Fact]
    public async Task Processes_wake_each_other_again_after_it()
    {
        await using var bed = new PostgresBed
        {
            Server = server.Connection,
            Options = new() { PresenceInterval = TimeSpan.FromMilliseconds(100), ReconnectPauseMax = TimeSpan.FromMilliseconds(50) },
        };
        await bed.OpenAsync();
        await using var other = await bed.ConnectAsync();
        for (var round = 0; round < 2; round++)
        {
            await WakesAsync(bed.Store, other);
            await WakesAsync(other, bed.Store);
            await server.StopAsync(isCrash: true);
            await server.StartAsync();
        }

        await WakesAsync(bed.Store, other);
    }

    /// <summary>
    /// Rings may be lost around the restart, as they may at any time; each of them for many topics, so that none gets stuck.
    /// </summary>
    private static async Task WakesAsync(IStore from, IStore to)
    {
        foreach (var topic in new[] { "one", "two", "three" })
        {
            var woken = to.Signals.On(topic).WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System, CancellationToken.None);
            await Eventually.HoldsAsync(
                () =>
                {
                    from.Signals.Ring(topic);
                    return woken.IsCompleted;
                },
                $"{topic} did not wake the other process");
            (await woken).ShouldBeTrue();
        }
    }
}
