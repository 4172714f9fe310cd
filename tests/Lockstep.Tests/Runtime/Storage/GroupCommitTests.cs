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
    public async Task A_write_that_waits_for_something_else_fails_and_its_late_use_of_the_transaction_too()
    {
        using var store = new TestStore();
        var go = new TaskCompletionSource();
        var late = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var write = store.WriteAsync(async transaction =>
        {
            await transaction.ExecuteAsync(TestStore.Insert, "early");
            await go.Task;
            late.SetResult(await Record.ExceptionAsync(async () => await transaction.ExecuteAsync(TestStore.Insert, "late")));
            return 0;
        });
        (await Should.ThrowAsync<InvalidOperationException>(write)).Message.ShouldContain("waits for something besides its transaction");
        go.SetResult();
        (await late.Task.SoonAsync()).ShouldBeOfType<InvalidOperationException>().Message.ShouldContain("closed");
        (await store.NotesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_transaction_can_not_be_used_by_another_thread_while_its_write_runs()
    {
        using var store = new TestStore();
        var write = store.WriteAsync(transaction =>
            ValueTask.FromResult(Task.Run(() => Record.Exception(() => transaction.ExecuteAsync(TestStore.Insert, "elsewhere"))).GetAwaiter().GetResult()));
        (await write).ShouldBeOfType<InvalidOperationException>();
        (await store.NotesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_write_inside_a_write_fails_also_into_another_database()
    {
        using var store = new TestStore();
        using var other = new TestStore();
        foreach (var target in new[] { store, other })
        {
            var write = store.WriteAsync(async _ => await target.AddAsync("inner"));
            (await Should.ThrowAsync<InvalidOperationException>(write)).Message.ShouldContain("must not ask for another write");
            (await target.NotesAsync()).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task A_write_that_ends_the_transaction_fails_alone_and_of_the_others_only_the_last_run_counts()
    {
        using var store = new TestStore();
        await store.AddAsync("taken");
        var release = await store.HoldAsync();
        var runs = 0;
        var hooks = 0;
        var twice = store.WriteAsync(async transaction =>
        {
            var run = ++runs;
            transaction.OnCommitted(() => hooks++);
            await transaction.ExecuteAsync(TestStore.Insert, $"run {run}");
            return run;
        });
        var culprit = store.WriteAsync(transaction => transaction.ExecuteAsync("insert or rollback into notes (text) values ('taken')"));
        var after = store.AddAsync("after");
        release();
        await Should.ThrowAsync<UniqueViolationException>(culprit);
        (await twice, runs, hooks).ShouldBe((2, 2, 1));
        await after;
        (await store.NotesAsync()).ShouldBe(["taken", "run 2", "after"]);
    }

    [Fact]
    public async Task A_write_that_goes_on_after_the_transaction_has_ended_leaves_nothing_behind()
    {
        using var store = new TestStore();
        await store.AddAsync("taken");
        var release = await store.HoldAsync();
        var culprit = store.WriteAsync(async transaction =>
        {
            await Record.ExceptionAsync(async () => await transaction.ExecuteAsync("insert or rollback into notes (text) values ('taken')"));
            await Record.ExceptionAsync(async () => await transaction.ExecuteAsync(TestStore.Insert, "outside of any transaction"));
            return 0;
        });
        var innocent = store.AddAsync("innocent");
        release();
        await Should.ThrowAsync<UniqueViolationException>(culprit);
        await innocent;
        (await store.NotesAsync()).ShouldBe(["taken", "innocent"]);
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
