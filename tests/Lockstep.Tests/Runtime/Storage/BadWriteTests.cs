using Lockstep.Runtime.Storage;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Runtime.Storage;

public sealed class BadWriteTests
{
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
            ValueTask.FromResult(
                Task.Run(() => Record.Exception(() => transaction.ExecuteAsync(TestStore.Insert, "elsewhere"))).GetAwaiter().GetResult())
        );
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
            await Record.ExceptionAsync(async () =>
                await transaction.ExecuteAsync("insert or rollback into notes (text) values ('taken')")
            );
            await Record.ExceptionAsync(async () => await transaction.ExecuteAsync(TestStore.Insert, "outside of any transaction"));
            return 0;
        });
        var innocent = store.AddAsync("innocent");
        release();
        await Should.ThrowAsync<UniqueViolationException>(culprit);
        await innocent;
        (await store.NotesAsync()).ShouldBe(["taken", "innocent"]);
    }
}
