using Lockstep.Runtime;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Storage.Sqlite;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Runtime.Storage;

public sealed class LockedDatabaseTests
{
    [Fact]
    public async Task A_database_that_another_connection_holds_too_long_fails_the_group_as_busy_and_works_again_afterwards()
    {
        using var store = new TestStore(new SqliteOptions { BusyTimeout = TimeSpan.FromMilliseconds(20) });
        using var stranger = store.Stranger();
        stranger.Run("begin immediate");
        var writes = Enumerable.Range(0, 5).Select(number => store.AddAsync($"note {number}")).ToArray();
        foreach (var write in writes)
        {
            (await Should.ThrowAsync<StoreException>(write)).Fault.ShouldBe(StoreFault.Busy);
        }

        stranger.Run("rollback");
        await store.AddAsync("after");
        (await store.NotesAsync()).ShouldBe(["after"]);
        (await store.CheckAsync()).ShouldBe("ok");
    }

    [Fact]
    public async Task A_database_that_another_connection_holds_for_a_moment_is_waited_for()
    {
        using var store = new TestStore(new SqliteOptions { BusyTimeout = TimeSpan.FromSeconds(30) });
        using var stranger = store.Stranger();
        stranger.Run("begin immediate");
        var write = store.AddAsync("note");
        write.IsCompleted.ShouldBeFalse();
        stranger.Run("rollback");
        await write;
        (await store.NotesAsync()).ShouldBe(["note"]);
    }

    [Fact]
    public async Task Reads_go_on_while_another_connection_writes()
    {
        using var store = new TestStore();
        await store.AddAsync("note");
        using var stranger = store.Stranger();
        stranger.Run("begin immediate");
        (await store.NotesAsync()).ShouldBe(["note"]);
        stranger.Run("rollback");
    }

    [Fact]
    public void A_database_that_another_process_holds_at_the_start_is_one_line_with_the_remedy()
    {
        using var folder = new TestFolder();
        var options = new SqliteOptions { BusyTimeout = TimeSpan.Zero };
        using var store = new TestStore(options, folder: folder.Path);
        using var stranger = store.Stranger();
        stranger.Run("begin immediate");
        Should
            .Throw<StartupException>(() => new TestStore(options, folder: folder.Path))
            .Message.ShouldContain("locked by another process");
        stranger.Run("rollback");
    }
}
