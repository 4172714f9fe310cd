using Lockstep.Runtime;
using Lockstep.Runtime.Storage;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Runtime.Storage;

public sealed class SchemaTests
{
    private const string Second = "create table more (id integer primary key) strict; insert into more (id) values (7);";

    [Fact]
    public async Task Scripts_are_applied_once_and_in_their_order()
    {
        using var store = new TestStore();
        store.Reopen(TestStore.Schema, Second);
        store.Reopen(TestStore.Schema, Second);
        (await QueryAsync(store, "select area || ' ' || number from schema_scripts order by area, number", row => row.Text(0))).ShouldBe([
            "notes 1", "notes 2", "runtime 1", "runtime 2", "runtime 3", "runtime 4", "runtime 5", "runtime 6", "runtime 7", "runtime 8",
            "runtime 9", "runtime 10", "runtime 11", "runtime 12", "runtime 13", "runtime 14",
        ]);
        (await QueryAsync(store, "select id from more", row => row.Int64(0))).ShouldBe([7]);
    }

    [Fact]
    public void A_script_that_changed_since_it_was_applied_is_refused()
    {
        using var store = new TestStore();
        Should.Throw<StartupException>(() => store.Reopen(TestStore.Schema + " ")).Message
            .ShouldBe("notes: schema script notes 0001 is not the one that made this database; "
                + "use the Lockstep version that made it, or restore a backup.");
    }

    [Fact]
    public void A_database_of_a_newer_program_is_refused()
    {
        using var store = new TestStore();
        store.Reopen(TestStore.Schema, Second);
        Should
            .Throw<StartupException>(() => store.Reopen(TestStore.Schema))
            .Message.ShouldContain("notes 0002, which this program does not know");
    }

    [Theory]
    [InlineData("create table half (id integer primary key) strict; create table notes (id integer) strict;")]
    [InlineData("create table half (id integer primary key) strict; this is not sql;")]
    public async Task A_script_that_fails_leaves_nothing_behind(string script)
    {
        using var store = new TestStore();
        await store.AddAsync("note");
        Should.Throw<StartupException>(() => store.Reopen(TestStore.Schema, script)).Message.ShouldNotContain('\n');
        store.Reopen(TestStore.Schema, Second);
        (await QueryAsync(store, "select name from sqlite_master where name = 'half'", row => row.Text(0))).ShouldBeEmpty();
        (await store.NotesAsync()).ShouldBe(["note"]);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_and_left_as_it_is()
    {
        using var folder = new TestFolder();
        var file = folder.File("notes.db");
        var content = new string('x', 10_000);
        await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);
        Should.Throw<StartupException>(() => new TestStore(folder: folder.Path)).Message.ShouldContain("is not a database or is damaged");
        (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).ShouldBe(content);
    }

    [Fact]
    public void A_file_in_a_missing_folder_is_one_line_with_the_remedy() =>
        Should.Throw<StartupException>(() => new TestStore(folder: "/nowhere/at/all")).Message.ShouldContain("can't be opened for writing");

    private static async Task<IReadOnlyList<T>> QueryAsync<T>(TestStore store, string sql, RowReader<T> read) =>
        await store.Store.ReadAsync(reader => reader.QueryAsync(sql, read), CancellationToken.None);
}
