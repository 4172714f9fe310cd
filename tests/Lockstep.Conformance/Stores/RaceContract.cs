using System.Collections.Concurrent;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Storage.Postgres;

namespace Lockstep.Conformance.Stores;

/// <summary>Writes at the same time: what one of them decides by still holds when it commits.</summary>
public abstract class RaceContract : StoreContract
{
    private const int Writers = 40;

    private protected RaceContract(StoreBed bed)
        : base(bed)
    {
    }

    [Fact]
    public async Task Increments_of_a_row_that_was_read_for_update_lose_none()
    {
        await Bed.RunAsync("insert into notes (text, number) values ('total', 0)");
        await InParallelAsync(
            5 * Writers,
            async _ =>
                await Bed.WriteAsync(async transaction =>
                {
                    var number = await transaction.FirstForUpdateAsync(
                        "select number from notes where text = $1", static row => row.Int64(0), "total");
                    return await transaction.ExecuteAsync("update notes set number = $1 where text = 'total'", number + 1);
                }));
        (await Bed.NumberAsync("select number from notes")).ShouldBe(5 * Writers);
    }

    [Fact]
    public async Task Who_holds_a_name_decides_alone_about_rows_that_are_not_there_yet()
    {
        await InParallelAsync(Writers, async number => await Bed.WriteAsync(async transaction =>
        {
            await transaction.LockAsync("only one");
            return await transaction.FirstAsync("select count(*) from notes", static row => row.Int64(0)) > 0
                ? 0
                : await transaction.ExecuteAsync(StoreBed.Insert, $"note {number}");
        }));
        (await Bed.NotesAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Of_two_that_insert_one_key_one_wins_and_the_other_finds_it_on_its_second_run()
    {
        for (var round = 0; round < 10; round++)
        {
            var won = new ConcurrentBag<bool>();
            await InParallelAsync(8, async _ => won.Add(await Bed.WriteAsync(async transaction =>
            {
                if (await transaction.FirstAsync("select 1 from notes where text = $1", static row => row.Int64(0), $"key {round}") == 1)
                {
                    return false;
                }

                await transaction.SendAsync(StoreBed.Insert, $"key {round}");
                return true;
            })));
            won.Count(one => one).ShouldBe(1);
        }

        (await Bed.NotesAsync()).Count.ShouldBe(10);
    }

    [Fact]
    public async Task Only_the_last_run_of_a_write_counts_and_only_its_hooks_run()
    {
        var ran = new ConcurrentDictionary<int, int>();
        await InParallelAsync(
            Writers,
            async number =>
                await Bed.WriteAsync(async transaction =>
                {
                    transaction.OnCommitted(() => ran.AddOrUpdate(number, 1, (_, times) => times + 1));
                    var known = await transaction.FirstAsync(
                        "select count(*) from notes where text = $1", static row => row.Int64(0), $"group {number / 4}");
                    await transaction.SendAsync("insert into notes (text) values ($1)", $"own {number}");
                    return known > 0 ? 0 : await transaction.ExecuteAsync(StoreBed.Insert, $"group {number / 4}");
                }));
        ran.Values.ShouldAllBe(times => times == 1);
        (await Bed.NotesAsync()).Count.ShouldBe(Writers + (Writers / 4));
    }

    [Fact]
    public async Task Totals_are_exact_under_parallel_writers()
    {
        await InParallelAsync(5 * Writers, async number => await Bed.WriteAsync(async transaction =>
        {
            await Counters.AddAsync(transaction, "notes", 1);
            await Counters.AddAsync(transaction, "even", number % 2 == 0 ? 3 : -1);
            return number % 7 == 6 ? throw new FormatException() : true;
        }), mayThrow: true);
        var stayed = Enumerable.Range(0, 5 * Writers).Where(number => number % 7 != 6).ToList();
        var totals = await Bed.Store.ReadAsync(
            async reader =>
                (
                    await Counters.ReadAsync(reader, "notes"), await Counters.ReadAsync(reader, "even"),
                    await Counters.ReadAsync(reader, "none")),
            TestContext.Current.CancellationToken);
        totals.ShouldBe((stayed.Count, stayed.Sum(number => number % 2 == 0 ? 3 : -1), 0));
    }

    [Fact]
    public async Task Writes_that_take_rows_in_opposite_order_all_end_well()
    {
        // Each meeting costs the server's time for finding a dead-lock, a second.
        const int Few = 8;
        await Bed.RunAsync("insert into notes (text, number) values ('a', 0), ('b', 0)");
        await InParallelAsync(Few, async number => await Bed.WriteAsync(async transaction =>
        {
            foreach (var text in number % 2 == 0 ? new[] { "a", "b" } : ["b", "a"])
            {
                await transaction.ExecuteAsync("update notes set number = number + 1 where text = $1", text);
            }

            return 0;
        }));
        (await Bed.QueryAsync("select number from notes", static row => row.Int64(0))).ShouldBe([Few, Few]);
    }

    private static Task InParallelAsync(int count, Func<int, Task> run, bool mayThrow = false) => Parallel.ForEachAsync(
        Enumerable.Range(0, count),
        new ParallelOptions { MaxDegreeOfParallelism = 16 },
        async (number, _) =>
        {
            try
            {
                await run(number);
            }
            catch (FormatException) when (mayThrow)
            {
                // The write's own refusal.
            }
        });

    public sealed class On_SQLite() : RaceContract(StoreBed.OnSqlite());

    public sealed class On_PostgreSQL() : RaceContract(StoreBed.OnPostgres())
    {
        [Fact]
        public async Task A_name_that_is_held_shared_is_held_by_many_and_keeps_out_who_wants_it_alone()
        {
            using var both = new CountdownEvent(2);
            var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var other = await OtherAsync();
            var sharers = new[] { Bed.Store, other }.Select((store, number) => store.WriteAsync(async transaction =>
            {
                await transaction.LockAsync("name", shared: true);
                await transaction.ExecuteAsync(StoreBed.Insert, $"sharer {number}");
                both.Signal();
                await go.Task;
                return 0;
            })).ToArray();
            await Eventually.HoldsAsync(() => both.IsSet, "two did not share the name");
            var alone = other.WriteAsync(
                async transaction =>
                {
                    await transaction.LockAsync("name");
                    return await transaction.ExecuteAsync("insert into notes (text, number) select 'alone', count(*) from notes");
                },
                CancellationToken.None);
            await Eventually.HoldsAsync(async () =>
                await Bed.NumberAsync("select count(*) from pg_locks where locktype = 'advisory' and not granted") == 1
                    ? null
                    : "nobody waits"
            );
            go.SetResult();
            await Task.WhenAll([.. sharers, alone]).SoonAsync();
            (await Bed.NumberAsync("select number from notes where text = 'alone'")).ShouldBe(2);
        }

        [Fact]
        public async Task A_dead_lock_is_run_again_until_both_have_ended_well()
        {
            await Bed.RunAsync("insert into notes (text, number) values ('a', 0), ('b', 0)");
            using var met = new Barrier(2);
            await using var other = await OtherAsync();
            var runs = 0;
            await Task.WhenAll(
                    new[] { (Bed.Store, "a", "b"), (other, "b", "a") }.Select(one =>
                        Task.Run(() =>
                            one.Item1.WriteAsync(async transaction =>
                            {
                                await transaction.ExecuteAsync("update notes set number = number + 1 where text = $1", one.Item2);
                                if (Interlocked.Increment(ref runs) <= 2)
                                {
                                    met.SignalAndWait(TimeSpan.FromSeconds(30));
                                }

                return await transaction.ExecuteAsync("update notes set number = number + 1 where text = $1", one.Item3);
            })))).SoonAsync();

            // The victim is run again; when it takes its first row before the other has awoken, they meet once more.
            runs.ShouldBeGreaterThan(2);
            (await Bed.QueryAsync("select number from notes", static row => row.Int64(0))).ShouldBe([2, 2]);
        }

        /// <summary>
        /// The store of another process: of two writes that wait for each other neither may stand behind the other one in a group.
        /// </summary>
        private Task<PostgresStore> OtherAsync() => ((PostgresBed)Bed).ConnectAsync();
    }
}
