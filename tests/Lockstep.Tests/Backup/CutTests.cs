using Lockstep.Backup;
using Lockstep.Runtime;
using Lockstep.Runtime.Storage.Sqlite;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Backup;

[RunsOnEachStore]
public sealed class CutTests
{
    [Fact]
    public async Task What_is_committed_after_the_cut_is_not_in_it()
    {
        using var store = new TestStore();
        await store.AddAsync("before");
        await using var cut = await new SqliteCut(store.Folder, ["notes"], TimeProvider.System).TryTakeAsync(CancellationToken.None);
        await store.AddAsync("after");
        var tables = cut.ShouldNotBeNull().Modules[0];
        var notes = (await tables.ShapesAsync(CancellationToken.None)).Single(table => table.Name is "notes");
        (await tables.CountAsync(notes, CancellationToken.None)).ShouldBe(1);
        (await store.NotesAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_text_with_a_NUL_that_SQLite_took_once_is_copied_with_a_sign_for_it_which_every_store_takes()
    {
        using var store = new TestStore();
        await store.WriteAsync(
            static transaction => transaction.ExecuteAsync("insert into notes (text, data) values (cast(x'610062' as text), x'00')"));
        await using var cut = await new SqliteCut(store.Folder, ["notes"], TimeProvider.System).TryTakeAsync(CancellationToken.None);
        var tables = cut.ShouldNotBeNull().Modules[0];
        var notes = (await tables.ShapesAsync(CancellationToken.None)).Single(table => table.Name is "notes");
        var block = new RowBlock();
        await using var rows = tables.Read(notes);
        (await rows.FillAsync(block, CancellationToken.None)).ShouldBeTrue();
        RowEncoding.At(block.LastRow, notes.PlaceOf("text"))[4..].ToArray().ShouldBe("a␀b"u8.ToArray());
        RowEncoding.At(block.LastRow, notes.PlaceOf("data"))[4..].ToArray().ShouldBe([0]);
    }

    [Fact]
    public async Task A_write_that_takes_long_is_not_waited_for_and_nothing_stays_locked()
    {
        using var store = new TestStore();
        using var other = new TestStore();
        File.Copy(other.File, Path.Combine(store.Folder, "other.db"));
        using var writer = SqliteConnection.Open(Path.Combine(store.Folder, "other.db"), "other", new SqliteOptions());
        writer.Begin();
        var taker = new SqliteCut(store.Folder, ["notes", "other"], TimeProvider.System);
        (await taker.TryTakeAsync(CancellationToken.None)).ShouldBeNull();
        await store.AddAsync("the server goes on");
        writer.Run("rollback");
        await using var cut = await taker.TryTakeAsync(CancellationToken.None);
        cut.ShouldNotBeNull().Pause.ShouldBeLessThan(Cut.PauseMax);
    }

    [Fact]
    public async Task A_cut_that_never_comes_about_is_given_up()
    {
        var clock = new ManualClock();
        var taking = Cut.TakeAsync(_ =>
        {
            clock.Advance(Cut.Turn);
            return Task.FromResult<Cut?>(null);
        }, clock, CancellationToken.None);
        while (!taking.IsCompleted)
        {
            clock.Advance(Cut.Turn);
            await Task.Yield();
        }

        (await Should.ThrowAsync<StartupException>(() => taking)).Message.ShouldContain("60 tries");
    }
}
