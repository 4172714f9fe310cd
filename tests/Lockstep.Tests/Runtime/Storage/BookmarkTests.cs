using Lockstep.Runtime.Storage.Sqlite;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Runtime.Storage;

public sealed class BookmarkTests
{
    private static readonly SqliteOptions Patient = new() { BookmarkDelay = TimeSpan.FromSeconds(10) };

    [Fact]
    public async Task A_bookmark_rides_along_with_the_next_write_in_one_commit()
    {
        using var store = new TestStore(Patient);
        var release = await store.HoldAsync();
        store.Store.WriteSoon("mark", async transaction => await transaction.ExecuteAsync(TestStore.Insert, "mark"));
        var write = store.AddAsync("note");
        var before = store.Disk.Count(DiskCall.Sync, "-wal");
        release();
        await write;
        (await store.NotesAsync()).ShouldBe(["note", "mark"], ignoreOrder: true);
        (store.Disk.Count(DiskCall.Sync, "-wal") - before).ShouldBeInRange(1, 2);
    }

    [Fact]
    public async Task Of_the_bookmarks_under_one_key_the_latest_wins()
    {
        using var store = new TestStore(Patient);
        var release = await store.HoldAsync();
        for (var number = 1; number <= 3; number++)
        {
            var text = $"mark {number}";
            store.Store.WriteSoon("mark", async transaction => await transaction.ExecuteAsync(TestStore.Insert, text));
        }

        store.Store.WriteSoon("other", async transaction => await transaction.ExecuteAsync(TestStore.Insert, "other"));
        var write = store.AddAsync("note");
        release();
        await write;
        (await store.NotesAsync()).ShouldBe(["note", "mark 3", "other"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_bookmark_goes_alone_when_no_write_comes()
    {
        using var store = new TestStore(new SqliteOptions { BookmarkDelay = TimeSpan.FromMilliseconds(5) });
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        store.Store.WriteSoon("mark", async transaction =>
        {
            transaction.OnCommitted(done.SetResult);
            await transaction.ExecuteAsync(TestStore.Insert, "mark");
        });
        await done.Task.SoonAsync();
        (await store.NotesAsync()).ShouldBe(["mark"]);
    }

    [Fact]
    public async Task A_bookmark_that_fails_or_waits_for_something_else_takes_nothing_with_it()
    {
        using var store = new TestStore(Patient);
        var never = new TaskCompletionSource();
        var release = await store.HoldAsync();
        store.Store.WriteSoon("bad", _ => throw new FormatException());
        store.Store.WriteSoon("stuck", async transaction =>
        {
            await transaction.ExecuteAsync(TestStore.Insert, "stuck");
            await never.Task;
        });
        var write = store.AddAsync("note");
        release();
        await write;
        (await store.NotesAsync()).ShouldBe(["note"]);
    }

    [Fact]
    public async Task A_bookmark_that_waits_when_the_database_closes_is_written()
    {
        using var store = new TestStore(Patient);
        store.Store.WriteSoon("mark", async transaction => await transaction.ExecuteAsync(TestStore.Insert, "mark"));
        store.Reopen();
        (await store.NotesAsync()).ShouldBe(["mark"]);
    }
}
