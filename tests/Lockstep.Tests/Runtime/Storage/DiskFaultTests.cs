using Lockstep.Runtime;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Storage.Sqlite;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Runtime.Storage;

public sealed class DiskFaultTests : IDisposable
{
    /// <summary>More than the smallest page cache: the pages of one write go to the disk while the write still runs.</summary>
    private const int Large = 2_000_000;
    private readonly TestStore _store = new(new SqliteOptions { CacheKb = 256 });

    public void Dispose() => _store.Dispose();

    [Theory]
    [InlineData(FaultyDisk.Full, StoreFault.Full)]
    [InlineData(FaultyDisk.WriteFailed, StoreFault.InputOutput)]
    public async Task One_write_that_the_disk_refuses_fails_and_the_others_of_its_group_commit(int code, StoreFault fault)
    {
        var release = await _store.HoldAsync();
        var before = Enumerable.Range(0, 5).Select(number => _store.AddAsync($"before {number}")).ToArray();
        var culprit = _store.WriteAsync(transaction => InsertLargeAsync(transaction, code));
        var after = Enumerable.Range(0, 5).Select(number => _store.AddAsync($"after {number}")).ToArray();
        release();
        (await Should.ThrowAsync<StoreException>(culprit)).Fault.ShouldBe(fault);
        await Task.WhenAll([.. before, .. after]);
        (await _store.NotesAsync()).Count.ShouldBe(10);
        await CheckAsync();
    }

    [Fact]
    public async Task A_write_that_can_not_read_fails_alone()
    {
        await _store.WriteAsync(transaction => transaction.ExecuteAsync(
            "insert into notes (text, data) values ('large', $1)", new byte[Large]));
        _store.Reopen();
        var release = await _store.HoldAsync();
        var before = _store.AddAsync("before");
        var culprit = _store.WriteAsync(transaction =>
        {
            _store.Disk.Fail(DiskCall.Read, ".db", FaultyDisk.ReadFailed);
            try
            {
                return transaction.FirstAsync("select data from notes where text = 'large'", static row => row.Bytes(0));
            }
            finally
            {
                _store.Disk.Heal();
            }
        });
        var after = _store.AddAsync("after");
        release();
        (await Should.ThrowAsync<StoreException>(culprit)).Fault.ShouldBe(StoreFault.InputOutput);
        await Task.WhenAll(before, after);
        (await _store.NotesAsync()).ShouldBe(["large", "before", "after"]);
        await CheckAsync();
    }

    [Theory]
    [InlineData(DiskCall.Write, FaultyDisk.WriteFailed)]
    [InlineData(DiskCall.Sync, FaultyDisk.SyncFailed)]
    public async Task A_commit_that_the_disk_breaks_is_reported_as_unknown_to_all_of_the_group(DiskCall call, int code)
    {
        await _store.AddAsync("before");
        var hooks = 0;
        var writes = await FailCommitAsync(call, code, () => hooks++);
        foreach (var write in writes)
        {
            await Should.ThrowAsync<StoreOutcomeUnknownException>(write);
        }

        (await _store.NotesAsync()).ShouldBe(["before"]);
        hooks.ShouldBe(0);
        await GoesOnAsync();
    }

    [Fact]
    public async Task A_commit_on_a_full_disk_fails_all_of_the_group_and_leaves_nothing()
    {
        await _store.AddAsync("before");
        var hooks = 0;
        var writes = await FailCommitAsync(DiskCall.Write, FaultyDisk.Full, () => hooks++);
        foreach (var write in writes)
        {
            var error = await Should.ThrowAsync<StoreException>(write);
            (error.Fault, error is StoreOutcomeUnknownException).ShouldBe((StoreFault.Full, false));
        }

        (await _store.NotesAsync()).ShouldBe(["before"]);
        hooks.ShouldBe(0);
        await GoesOnAsync();
    }

    [Fact]
    public async Task A_refusal_in_a_group_whose_commit_fails_is_not_released_as_a_refusal()
    {
        await _store.AddAsync("before");
        var release = await _store.HoldAsync();
        var added = _store.AddAsync("added");
        var refused = _store.AddAsync("added");
        _store.Disk.Fail(DiskCall.Sync, "-wal", FaultyDisk.SyncFailed);
        release();
        await Should.ThrowAsync<StoreOutcomeUnknownException>(added);
        await Should.ThrowAsync<StoreOutcomeUnknownException>(refused);
    }

    [Fact]
    public async Task The_largest_size_of_a_database_fails_only_the_write_that_goes_beyond_it()
    {
        using var small = new TestStore(new SqliteOptions { MaxSizeMb = 1 });
        var release = await small.HoldAsync();
        var before = small.AddAsync("before");
        var culprit = small.WriteAsync(transaction => transaction.ExecuteAsync(
            "insert into notes (text, data) values ('large', $1)", new byte[Large]));
        var after = small.AddAsync("after");
        release();
        (await Should.ThrowAsync<StoreException>(culprit)).Fault.ShouldBe(StoreFault.Full);
        await Task.WhenAll(before, after);
        (await small.NotesAsync()).ShouldBe(["before", "after"]);
        (await small.CheckAsync()).ShouldBe("ok");
    }

    [Fact]
    public async Task A_read_that_the_disk_refuses_says_so_and_the_next_one_works()
    {
        await _store.WriteAsync(transaction => transaction.ExecuteAsync(
            "insert into notes (text, data) values ('large', $1)", new byte[Large]));
        _store.Reopen();
        _store.Disk.Fail(DiskCall.Read, ".db", FaultyDisk.ReadFailed);
        (await Should.ThrowAsync<StoreException>(_store.CheckAsync())).Fault.ShouldBe(StoreFault.InputOutput);
        _store.Disk.Heal();
        await CheckAsync();
    }

    [Fact]
    public void A_disk_that_fails_at_the_start_is_one_line_with_the_remedy()
    {
        using var folder = new TestFolder();
        using var disk = new FaultyDisk(folder.Path);
        disk.Fail(DiskCall.Write, ".db", FaultyDisk.Full);
        var error = Should.Throw<StartupException>(() => new TestStore(folder: folder.Path, disk: disk));
        error.Message.ShouldContain("free some space");
        error.Message.ShouldNotContain('\n');
    }

    private async Task<Task<int>[]> FailCommitAsync(DiskCall call, int code, Action hook)
    {
        var release = await _store.HoldAsync();
        var writes = Enumerable.Range(0, 5).Select(number => _store.WriteAsync(transaction =>
        {
            transaction.OnCommitted(hook);
            return transaction.ExecuteAsync(TestStore.Insert, $"note {number}");
        })).ToArray();
        _store.Disk.Fail(call, "-wal", code);
        release();
        await Task.WhenAll(writes).ContinueWith(static _ => { }, TaskScheduler.Default);
        return writes;
    }

    private ValueTask<int> InsertLargeAsync(ITransaction transaction, int code)
    {
        _store.Disk.Fail(DiskCall.Write, "-wal", code);
        try
        {
            return transaction.ExecuteAsync("insert into notes (text, data) values ('large', $1)", new byte[Large]);
        }
        finally
        {
            _store.Disk.Heal();
        }
    }

    private async Task GoesOnAsync()
    {
        _store.Disk.Heal();
        await _store.AddAsync("after");
        (await _store.NotesAsync()).ShouldBe(["before", "after"]);
        await CheckAsync();
        _store.Reopen();
        (await _store.NotesAsync()).ShouldBe(["before", "after"]);
    }

    private async Task CheckAsync() => (await _store.CheckAsync()).ShouldBe("ok");
}
