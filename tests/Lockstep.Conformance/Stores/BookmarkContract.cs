namespace Lockstep.Conformance.Stores;

/// <summary>A bookmark is written a moment later, the latest of its key; and one that fails takes nothing with it.</summary>
public abstract class BookmarkContract : StoreContract
{
    private protected BookmarkContract(StoreBed bed)
        : base(bed)
    {
    }

    [Fact]
    public async Task A_bookmark_is_written_although_no_write_comes()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Bed.Store.WriteSoon("mark", async transaction =>
        {
            transaction.OnCommitted(() => done.TrySetResult());
            await transaction.ExecuteAsync(StoreBed.Insert, "mark");
        });
        await done.Task.SoonAsync();
        (await Bed.NotesAsync()).ShouldBe(["mark"]);
    }

    [Fact]
    public async Task What_a_key_was_marked_with_last_is_what_stays()
    {
        await Bed.RunAsync("insert into notes (text, number) values ('one', 0), ('two', 0)");
        for (var number = 1; number <= 500; number++)
        {
            foreach (var key in new[] { "one", "two" })
            {
                var value = number;
                Bed.Store.WriteSoon(
                    key, async transaction => await transaction.ExecuteAsync("update notes set number = $1 where text = $2", value, key));
            }
        }

        await Bed.OpenAsync();
        (await Bed.QueryAsync("select number from notes", static row => row.Int64(0))).ShouldBe([500, 500]);
    }

    [Fact]
    public async Task Bookmarks_that_fail_take_neither_the_others_nor_themselves_half_with_them()
    {
        await Bed.AddAsync("taken");
        Bed.Store.WriteSoon("bad", _ => throw new FormatException());
        Bed.Store.WriteSoon("half", async transaction =>
        {
            await transaction.ExecuteAsync(StoreBed.Insert, "half");
            await transaction.ExecuteAsync(StoreBed.Insert, "taken");
        });
        Bed.Store.WriteSoon("good", async transaction => await transaction.ExecuteAsync(StoreBed.Insert, "good"));
        await Bed.OpenAsync();
        (await Bed.NotesAsync()).ShouldBe(["taken", "good"]);
    }

    [Fact]
    public async Task A_bookmark_that_waits_when_the_database_closes_is_written()
    {
        Bed.Store.WriteSoon("mark", async transaction => await transaction.ExecuteAsync(StoreBed.Insert, "mark"));
        await Bed.OpenAsync();
        (await Bed.NotesAsync()).ShouldBe(["mark"]);
    }

    [Fact]
    public async Task A_write_may_leave_a_bookmark()
    {
        await Bed.WriteAsync(transaction =>
        {
            Bed.Store.WriteSoon("mark", async later => await later.ExecuteAsync(StoreBed.Insert, "mark"));
            return transaction.ExecuteAsync(StoreBed.Insert, "note");
        });
        await Bed.OpenAsync();
        (await Bed.NotesAsync()).ShouldBe(["note", "mark"]);
    }

    public sealed class On_SQLite() : BookmarkContract(StoreBed.OnSqlite());

    public sealed class On_PostgreSQL() : BookmarkContract(StoreBed.OnPostgres());
}
