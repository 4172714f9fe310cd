using Lockstep.Runtime;
using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Stores;

/// <summary>Tables are made script by script, all of them or none, and a database of another program is refused.</summary>
public abstract class SchemaContract : StoreContract
{
    private const string Second =
        "create table more (id bigint primary key, constraint seven check (id = 7)); insert into more (id) values (7);";

    private protected SchemaContract(StoreBed bed)
        : base(bed)
    {
    }

    protected abstract string More { get; }

    [Fact]
    public async Task Scripts_are_applied_once_and_in_their_order()
    {
        await Bed.OpenAsync(Bed.Notes, More);
        await Bed.OpenAsync(Bed.Notes, More);
        (
            await Bed.QueryAsync(
                "select area || ' ' || number from schema_scripts where area = 'notes' order by area, number", static row => row.Text(0))
        ).ShouldBe(["notes 1", "notes 2"]);
        (await Bed.QueryAsync("select id from more", static row => row.Int64(0))).ShouldBe([7]);
    }

    [Fact]
    public async Task A_script_that_changed_since_it_was_applied_is_refused() =>
        (await Should.ThrowAsync<StartupException>(Bed.OpenAsync(Bed.Notes + " "))).Message
            .ShouldBe("notes: schema script notes 0001 is not the one that made this database; "
                + "use the Lockstep version that made it, or restore a backup.");

    [Fact]
    public async Task A_database_of_a_newer_program_is_refused()
    {
        await Bed.OpenAsync(Bed.Notes, More);
        (await Should.ThrowAsync<StartupException>(Bed.OpenAsync(Bed.Notes))).Message.ShouldContain(
            "notes 0002, which this program does not know");
    }

    [Theory]
    [InlineData("create table notes (id integer)")]
    [InlineData("this is not sql")]
    public async Task A_script_that_fails_leaves_nothing_behind(string end)
    {
        await Bed.AddAsync("note");
        (await Should.ThrowAsync<StartupException>(Bed.OpenAsync(Bed.Notes, $"{More} {end};"))).Message.ShouldNotContain('\n');
        await Bed.OpenAsync();
        (await Should.ThrowAsync<StoreException>(Bed.NumberAsync("select id from more"))).Fault.ShouldBe(StoreFault.Statement);
        (await Bed.NotesAsync()).ShouldBe(["note"]);
    }

    public sealed class On_SQLite() : SchemaContract(StoreBed.OnSqlite())
    {
        protected override string More => Second.Replace("bigint", "integer", StringComparison.Ordinal);
    }

    public sealed class On_PostgreSQL() : SchemaContract(StoreBed.OnPostgres())
    {
        protected override string More => Second;

        [Fact]
        public async Task Many_processes_that_start_at_once_make_one_database()
        {
            await using var fresh = new PostgresBed();
            var stores = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => fresh.ConnectAsync()))).SoonAsync();
            foreach (var store in stores)
            {
                await store.WriteAsync(
                    transaction =>
                        transaction.ExecuteAsync(
                            StoreBed.Insert, store.GetHashCode().ToString(System.Globalization.CultureInfo.InvariantCulture)),
                    TestContext.Current.CancellationToken);
                await store.DisposeAsync();
            }

            (await fresh.AsideAsync("select count(*) from notes")).ShouldBe(8L);
        }
    }
}
