using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Storage.Sqlite;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Runtime.Storage;

public sealed class GroupCommitTests
{
    [Fact]
    public async Task Writes_that_wait_together_share_one_sync_of_the_disk()
    {
        using var store = new TestStore();
        var release = await store.HoldAsync();
        var writes = Enumerable.Range(0, 200).Select(number => store.AddAsync($"note {number}")).ToArray();
        var before = store.Disk.Count(DiskCall.Sync, "-wal");
        release();
        await Task.WhenAll(writes);
        (store.Disk.Count(DiskCall.Sync, "-wal") - before).ShouldBeInRange(1, 2);
        (await store.NotesAsync()).Count.ShouldBe(200);
    }

    [Fact]
    public async Task A_group_is_not_larger_than_its_limit()
    {
        using var store = new TestStore(new SqliteOptions { GroupMax = 10 });
        var release = await store.HoldAsync();
        var writes = Enumerable.Range(0, 100).Select(number => store.AddAsync($"note {number}")).ToArray();
        var before = store.Disk.Count(DiskCall.Sync, "-wal");
        release();
        await Task.WhenAll(writes);
        (store.Disk.Count(DiskCall.Sync, "-wal") - before).ShouldBeInRange(10, 11);
    }

    [Fact]
    public async Task A_write_that_throws_leaves_nothing_and_takes_nothing_with_it()
    {
        using var store = new TestStore();
        var release = await store.HoldAsync();
        var good = store.AddAsync("good");
        var bad = store.WriteAsync<int>(async transaction =>
        {
            await transaction.ExecuteAsync(TestStore.Insert, "bad");
            throw new FormatException("no");
        });
        var better = store.AddAsync("better");
        release();
        (await Should.ThrowAsync<FormatException>(bad)).Message.ShouldBe("no");
        await Task.WhenAll(good, better);
        (await store.NotesAsync()).ShouldBe(["good", "better"]);
    }

    [Fact]
    public async Task A_taken_unique_key_fails_its_write_alone_and_is_named()
    {
        using var store = new TestStore();
        var release = await store.HoldAsync();
        var first = store.AddAsync("same");
        var second = store.AddAsync("same");
        var third = store.AddAsync("other");
        release();
        (await Should.ThrowAsync<UniqueViolationException>(second)).Key.ShouldBe("notes.text");
        await Task.WhenAll(first, third);
        (await store.NotesAsync()).ShouldBe(["same", "other"]);
    }

    [Fact]
    public async Task A_write_sees_what_the_writes_before_it_in_the_group_did()
    {
        using var store = new TestStore();
        var release = await store.HoldAsync();
        var counts = Enumerable.Range(0, 5).Select(number => store.WriteAsync(async transaction =>
        {
            await transaction.ExecuteAsync(TestStore.Insert, $"note {number}");
            return await transaction.FirstAsync("select count(*) from notes", static row => row.Int64(0));
        })).ToArray();
        release();
        (await Task.WhenAll(counts)).ShouldBe([1, 2, 3, 4, 5]);
    }

    [Fact]
    public async Task Neither_a_result_nor_a_refusal_is_released_before_the_commit()
    {
        using var store = new TestStore();
        var release = await store.HoldAsync();
        var good = store.AddAsync("good");
        var bad = store.WriteAsync<int>(_ => throw new FormatException());
        using var last = new ManualResetEventSlim();
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var holder = store.WriteAsync(transaction =>
        {
            running.SetResult();
            last.Wait(TimeSpan.FromSeconds(30));
            return ValueTask.FromResult(0);
        });
        release();
        await running.Task.SoonAsync();

        // Both have run by now; their group has not committed.
        (good.IsCompleted, bad.IsCompleted).ShouldBe((false, false));
        (await store.NotesAsync()).ShouldBeEmpty();
        last.Set();
        await Task.WhenAll(good, holder);
        await Should.ThrowAsync<FormatException>(bad);
    }

    [Fact]
    public async Task A_result_that_is_released_is_seen_by_every_later_read()
    {
        using var store = new TestStore();
        await Parallel.ForEachAsync(Enumerable.Range(0, 200), async (number, _) =>
        {
            await store.AddAsync($"note {number}");
            (await store.NotesAsync()).Contains($"note {number}", StringComparer.Ordinal).ShouldBeTrue();
        });
    }

    [Fact]
    public async Task Hooks_run_after_the_commit_in_the_order_of_the_commits_and_never_for_a_write_that_failed()
    {
        using var store = new TestStore();
        var ran = new List<string>();
        var seen = new List<int>();
        var release = await store.HoldAsync();
        var writes = Enumerable.Range(0, 20).Select(number => store.WriteAsync(async transaction =>
        {
            await transaction.ExecuteAsync(TestStore.Insert, $"note {number}");
            transaction.OnCommitted(() =>
            {
                ran.Add($"note {number}");
                seen.Add(store.NotesAsync().GetAwaiter().GetResult().Count);
            });
            return number % 5 == 3 ? throw new FormatException() : number;
        })).ToArray();
        release();
        await Should.ThrowAsync<FormatException>(Task.WhenAll(writes));
        ran.ShouldBe(await store.NotesAsync());
        seen.ShouldAllBe(count => count == 16);
    }

    [Fact]
    public async Task A_hook_has_run_when_the_caller_goes_on()
    {
        using var store = new TestStore();
        for (var number = 0; number < 100; number++)
        {
            var ran = false;
            await store.WriteAsync(transaction =>
            {
                transaction.OnCommitted(() => ran = true);
                return ValueTask.FromResult(0);
            });
            ran.ShouldBeTrue();
        }
    }

    [Fact]
    public async Task A_hook_that_throws_does_not_make_a_committed_write_look_failed()
    {
        using var store = new TestStore();
        var ran = false;
        var release = await store.HoldAsync();
        var first = store.WriteAsync(transaction =>
        {
            transaction.OnCommitted(() => throw new FormatException());
            transaction.OnCommitted(() => ran = true);
            return transaction.ExecuteAsync(TestStore.Insert, "first");
        });
        var second = store.AddAsync("second");
        release();
        await Task.WhenAll(first, second);
        ran.ShouldBeTrue();
        (await store.NotesAsync()).ShouldBe(["first", "second"]);
    }

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

    [Fact]
    public async Task A_write_belongs_to_the_trace_of_its_caller()
    {
        using var store = new TestStore();
        using var trace = new System.Diagnostics.Activity("request");
        trace.Start();
        (await store.WriteAsync(_ => ValueTask.FromResult(System.Diagnostics.Activity.Current?.Id))).ShouldBe(trace.Id);
        trace.Stop();
        (await store.WriteAsync(_ => ValueTask.FromResult(System.Diagnostics.Activity.Current?.Id))).ShouldBeNull();
    }
}
