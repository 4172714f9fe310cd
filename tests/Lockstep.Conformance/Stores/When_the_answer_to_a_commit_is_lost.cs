using Lockstep.Runtime.Storage.Postgres;

namespace Lockstep.Conformance.Stores;

/// <summary>A connection that breaks around COMMIT: the server is asked what became of it, and nothing is lost or doubled.</summary>
public sealed class When_the_answer_to_a_commit_is_lost : IAsyncLifetime
{
    private const string Notes = "insert into notes";
    private readonly PostgresBed _bed = new();
    private PostgresProxy? _proxy;
    private PostgresStore? _store;

    private PostgresProxy Proxy => _proxy ?? throw new InvalidOperationException("Not started.");

    private PostgresStore Store => _store ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync()
    {
        await _bed.OpenAsync();
        _proxy = new PostgresProxy(_bed.Server);
        _store = await _bed.ConnectAsync(_proxy.By(_bed.Server));
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await Proxy.DisposeAsync();
        await _bed.DisposeAsync();
    }

    [Theory]
    [InlineData(Cut.BeforeItArrives, 2)]
    [InlineData(Cut.BeforeItsAnswer, 1)]
    public async Task The_write_happens_once_and_runs_again_only_when_it_did_not_happen(Cut cut, int expectedRuns)
    {
        var (runs, hooks) = (0, 0);
        Proxy.CutCommit(cut, Notes);
        (await Store.WriteAsync(async transaction =>
        {
            transaction.OnCommitted(() => hooks++);
            await transaction.SendAsync("insert into notes (text) values ($1)", $"run {++runs}");
            return await transaction.FirstAsync("select count(*) from notes", static row => row.Int64(0));
        }, CancellationToken.None).SoonAsync()).ShouldBe(1);
        (Proxy.Cuts, runs, hooks).ShouldBe((1, expectedRuns, 1));
        (await _bed.NotesAsync()).ShouldBe([$"run {expectedRuns}"]);
    }

    [Theory]
    [InlineData(Notes)]
    [InlineData("begin")]
    public async Task A_connection_that_breaks_before_the_commit_costs_nothing_but_a_second_run(string statement)
    {
        foreach (var cut in new[] { Cut.BeforeItArrives, Cut.BeforeItsAnswer })
        {
            Proxy.CutStatement(cut, statement);
            (
                await Store
                    .WriteAsync(transaction => transaction.ExecuteAsync(StoreBed.Insert, $"{cut}"), CancellationToken.None)
                    .SoonAsync()).ShouldBe(1);
        }

        Proxy.Cuts.ShouldBe(2);
        (await _bed.NotesAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_session_that_is_still_at_its_commit_is_ended_before_the_write_runs_again()
    {
        await _bed.AsideAsync(
            """
            create function slow() returns trigger language plpgsql as 'begin if new.text = ''run 1'' then perform pg_sleep(60); end if; return null; end';
            create constraint trigger slow after insert on notes deferrable initially deferred for each row execute function slow();
            """);
        var runs = 0;
        var write = Store.WriteAsync(transaction => transaction.ExecuteAsync(StoreBed.Insert, $"run {++runs}"), CancellationToken.None);
        await Eventually.HoldsAsync(async () => await AsleepAsync() ? null : "no session is at its commit");
        Proxy.CutAll();
        (await write.SoonAsync()).ShouldBe(1);
        runs.ShouldBe(2);
        (await _bed.NotesAsync()).ShouldBe(["run 2"]);
    }

    [Fact]
    public async Task Many_writers_and_many_cuts_lose_nothing_and_double_nothing()
    {
        var random = new Random(TestRun.Seed);
        var writes = Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(writer =>
                    Task.Run(async () =>
                    {
                        for (var number = 0; number < 40; number++)
                        {
                            await Store.WriteAsync(
                                transaction => transaction.ExecuteAsync(StoreBed.Insert, $"{writer}/{number}"), CancellationToken.None);
                        }
                    })
                ));
        while (!writes.IsCompleted)
        {
            Action<Cut, string> next = random.Next(4) == 0 ? Proxy.CutStatement : Proxy.CutCommit;
            next(random.Next(2) == 0 ? Cut.BeforeItArrives : Cut.BeforeItsAnswer, Notes);
            await Task.WhenAny(writes, Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, CancellationToken.None));
        }

        await writes.SoonAsync();
        Proxy.Cuts.ShouldBeGreaterThan(3);
        (await _bed.NotesAsync()).Count.ShouldBe(240);
    }

    private async Task<bool> AsleepAsync() =>
        await _bed.AsideAsync("select exists (select from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep')")
            is true;
}
