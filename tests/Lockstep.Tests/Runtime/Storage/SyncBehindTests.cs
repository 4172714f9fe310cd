using Lockstep.Runtime;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Storage.Sqlite;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Runtime.Storage;

/// <summary>What is synced behind its commit, and what waits for that.</summary>
public sealed class SyncBehindTests : IDisposable
{
    private readonly TestStore _store = new(new SqliteOptions { BookmarkDelay = TimeSpan.FromSeconds(10) });

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task A_write_behind_is_seen_before_it_is_synced_and_many_share_one_sync()
    {
        var before = Syncs();
        for (var number = 0; number < 10; number++)
        {
            await _store.AddBehindAsync($"note {number}");
        }

        (await _store.NotesAsync()).Count.ShouldBe(10);
        Syncs().ShouldBe(before);
        await _store.SyncedAsync();
        Syncs().ShouldBe(before + 1);
        await _store.SyncedAsync();
        Syncs().ShouldBe(before + 1, "all is on disk already");
    }

    [Fact]
    public async Task A_durable_write_of_the_same_group_syncs_for_all()
    {
        var release = await _store.HoldAsync();
        var behind = Enumerable.Range(0, 5).Select(number => _store.AddBehindAsync($"note {number}")).ToArray();
        var durable = _store.AddAsync("told");
        var before = Syncs();
        release();
        await Task.WhenAll([.. behind, durable]);
        await _store.SyncedAsync();
        (Syncs() - before).ShouldBeInRange(1, 2);
        (await _store.NotesAsync()).Count.ShouldBe(6);
    }

    [Fact]
    public async Task A_durable_write_that_finds_nothing_to_do_is_answered_only_when_what_it_saw_is_synced()
    {
        await _store.AddBehindAsync("note");
        var before = Syncs();
        (await _store.WriteAsync(static transaction => transaction.ExecuteAsync($"{TestStore.Insert} on conflict do nothing", "note")))
            .ShouldBe(0);
        Syncs().ShouldBe(before + 1);
    }

    [Fact]
    public async Task A_bookmark_alone_is_not_synced()
    {
        using var store = new TestStore(new SqliteOptions { BookmarkDelay = TimeSpan.FromMilliseconds(5) });
        var before = store.Disk.Count(DiskCall.Sync, "-wal");
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        store.Store.WriteSoon("mark", async transaction =>
        {
            transaction.OnCommitted(done.SetResult);
            await transaction.ExecuteAsync(TestStore.Insert, "mark");
        });
        await done.Task.SoonAsync();
        store.Disk.Count(DiskCall.Sync, "-wal").ShouldBe(before);
    }

    [Fact]
    public async Task After_a_sync_that_failed_nothing_more_is_written_before_the_next_start()
    {
        await _store.AddBehindAsync("seen");
        _store.Disk.Fail(DiskCall.Sync, "-wal", FaultyDisk.SyncFailed);
        (await Should.ThrowAsync<StoreException>(_store.SyncedAsync())).Fault.ShouldBe(StoreFault.InputOutput);

        // The system forgets what it could not write: the next sync succeeds and proves nothing.
        _store.Disk.Heal();
        (await Should.ThrowAsync<StoreException>(_store.SyncedAsync())).Fault.ShouldBe(StoreFault.InputOutput);
        (await Should.ThrowAsync<StoreException>(_store.AddBehindAsync("more"))).Message.ShouldContain("start again");
        (await Should.ThrowAsync<StoreException>(_store.AddAsync("more"))).Fault.ShouldBe(StoreFault.InputOutput);
        _store.Reopen();
        await _store.AddAsync("more");
        (await _store.NotesAsync()).ShouldBe(["seen", "more"]);
    }

    [Fact]
    public async Task A_durable_write_does_not_commit_behind_what_can_not_be_synced()
    {
        await _store.AddBehindAsync("seen");
        _store.Disk.Fail(DiskCall.Sync, "-wal", FaultyDisk.SyncFailed);
        await Should.ThrowAsync<StoreException>(_store.AddAsync("told"));
        (await _store.NotesAsync()).ShouldBe(["seen"]);
    }

    [Fact]
    public void A_start_goes_on_only_when_what_the_process_before_it_left_is_synced()
    {
        using var folder = new TestFolder();
        using (new TestStore(folder: folder.Path))
        {
        }

        using var disk = new FaultyDisk(folder.Path);
        disk.Fail(DiskCall.Sync, "-wal", FaultyDisk.SyncFailed);
        Should.Throw<StartupException>(() => new TestStore(folder: folder.Path, disk: disk)).Message.ShouldContain("check the disk");
        disk.Heal();
        using var store = new TestStore(folder: folder.Path, disk: disk);
    }

    [Fact]
    public async Task When_nothing_is_to_be_synced_behind_each_commit_syncs()
    {
        using var store = new TestStore(new SqliteOptions { SyncBehind = false });
        var before = store.Disk.Count(DiskCall.Sync, "-wal");
        await store.AddBehindAsync("note");
        store.Disk.Count(DiskCall.Sync, "-wal").ShouldBe(before + 1);
        await store.SyncedAsync();
        store.Disk.Count(DiskCall.Sync, "-wal").ShouldBe(before + 1);
    }

    private int Syncs() => _store.Disk.Count(DiskCall.Sync, "-wal");
}
