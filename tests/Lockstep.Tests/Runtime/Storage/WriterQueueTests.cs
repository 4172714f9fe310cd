using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Storage.Sqlite;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Runtime.Storage;

public sealed class WriterQueueTests
{
    [Fact]
    public async Task A_full_queue_makes_callers_wait_and_loses_nothing()
    {
        using var store = new TestStore(new SqliteOptions { QueueMax = 4, GroupMax = 2 });
        var release = await store.HoldAsync();
        var writes = Enumerable.Range(0, 500).Select(number => store.AddAsync($"note {number}")).ToArray();
        writes.ShouldAllBe(write => !write.IsCompleted);
        release();
        await Task.WhenAll(writes);
        (await store.NotesAsync()).Count.ShouldBe(500);
    }

    [Fact]
    public async Task A_caller_that_gives_up_before_the_queue_has_room_leaves_nothing()
    {
        using var store = new TestStore(new SqliteOptions { QueueMax = 1 });
        var release = await store.HoldAsync();
        var queued = store.AddAsync("queued");
        using var stop = new CancellationTokenSource();
        var given = store.Store.WriteAsync(transaction => transaction.ExecuteAsync(TestStore.Insert, "given up"), stop.Token);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(given);
        release();
        await queued;
        (await store.NotesAsync()).ShouldBe(["queued"]);
    }

    [Fact]
    public async Task Closing_finishes_what_waits_and_refuses_what_comes_later()
    {
        using var store = new TestStore();
        var release = await store.HoldAsync();
        var writes = Enumerable.Range(0, 100).Select(number => store.AddAsync($"note {number}")).ToArray();
        var closing = Task.Run(store.Store.Dispose, TestContext.Current.CancellationToken);
        release();
        await closing.SoonAsync();
        await Task.WhenAll(writes);
        (await Should.ThrowAsync<StoreException>(store.AddAsync("late"))).Fault.ShouldBe(StoreFault.Closed);
        (await Should.ThrowAsync<StoreException>(store.NotesAsync())).Fault.ShouldBe(StoreFault.Closed);
        store.Reopen();
        (await store.NotesAsync()).Count.ShouldBe(100);
    }
}
