using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Stores;

/// <summary>A write happens wholly and is seen, or not at all; what it must not do it is told.</summary>
public abstract class WriteContract : StoreContract
{
    private protected WriteContract(StoreBed bed)
        : base(bed)
    {
    }

    [Fact]
    public async Task A_write_that_returned_is_seen_by_every_later_read() =>
        await Parallel.ForEachAsync(Enumerable.Range(0, 100), async (number, _) =>
        {
            await Bed.AddAsync($"note {number}");
            (await Bed.NotesAsync()).Contains($"note {number}", StringComparer.Ordinal).ShouldBeTrue();
        });

    [Fact]
    public async Task A_write_that_threw_left_nothing_whatever_it_sent_or_awaited()
    {
        foreach (var isSent in new[] { true, false })
        {
            (
                await Should.ThrowAsync<FormatException>(
                    Bed.WriteAsync<int>(async transaction =>
                    {
                        await (
                            isSent
                                ? transaction.SendAsync(StoreBed.Insert, "bad")
                                : new ValueTask(transaction.ExecuteAsync(StoreBed.Insert, "bad").AsTask()));
                        throw new FormatException("no");
                    }))).Message.ShouldBe("no");
        }

        await Should.ThrowAsync<FormatException>(Bed.WriteAsync<int>(_ => throw new FormatException()));
        await Bed.AddAsync("good");
        (await Bed.NotesAsync()).ShouldBe(["good"]);
    }

    [Fact]
    public async Task A_taken_unique_key_fails_its_write_alone_and_is_named()
    {
        await Bed.AddAsync("same");
        var before = Bed.AddAsync("before");
        var error = await Should.ThrowAsync<UniqueViolationException>(Bed.AddAsync("same"));
        error.Key.Replace('_', '.').ShouldStartWith("notes.text");
        await Should.ThrowAsync<UniqueViolationException>(Bed.WriteAsync(async transaction =>
        {
            await transaction.SendAsync(StoreBed.Insert, "beside");
            await transaction.SendAsync(StoreBed.Insert, "same");
            return 0;
        }));
        await before;
        (await Bed.NotesAsync()).ShouldBe(["same", "before"]);
    }

    [Fact]
    public async Task A_write_that_swallows_an_error_does_not_commit_and_fails_by_it()
    {
        await Bed.AddAsync("taken");
        var ran = false;
        await Should.ThrowAsync<UniqueViolationException>(Bed.WriteAsync(async transaction =>
        {
            transaction.OnCommitted(() => ran = true);
            await transaction.ExecuteAsync(StoreBed.Insert, "first");
            await Record.ExceptionAsync(async () => await transaction.ExecuteAsync(StoreBed.Insert, "taken"));
            return 0;
        }));
        Exception? second = null;
        await Should.ThrowAsync<Exception>(
            Bed.WriteAsync(async transaction =>
            {
                await Record.ExceptionAsync(async () =>
                    await transaction.QueryAsync<int>("select id from notes", _ => throw new FormatException())
                );
                second = await Record.ExceptionAsync(async () => await transaction.ExecuteAsync(StoreBed.Insert, "goes on"));
                return 0;
            }));
        second.ShouldBeOfType<InvalidOperationException>().Message.ShouldContain("must not go on");
        ran.ShouldBeFalse();
        (await Bed.NotesAsync()).ShouldBe(["taken"]);
    }

    [Fact]
    public async Task A_write_sees_its_own_changes_in_their_order()
    {
        var counts = await Bed.WriteAsync(async transaction =>
        {
            await transaction.SendAsync(StoreBed.Insert, "one");
            await transaction.SendAsync(StoreBed.Insert, "two");
            var before = await transaction.FirstAsync("select count(*) from notes", static row => row.Int64(0));
            var changed = await transaction.ExecuteAsync("update notes set number = 1 where text <> $1", "three");
            await transaction.SendAsync("delete from notes where text = $1", "one");
            var found = await transaction.FirstForUpdateAsync(
                "select number from notes where text = $1", static row => row.Int64(0), "two");
            var none = await transaction.FirstForUpdateAsync("select text from notes where text = $1", static row => row.Text(0), "none");
            return (before, changed, found, none, await transaction.ExecuteAsync("update notes set number = 2 where text = 'none'"));
        });
        counts.ShouldBe((2, 2, 1, null, 0));
        (await Bed.NotesAsync()).ShouldBe(["two"]);
    }

    [Fact]
    public async Task Rows_of_a_statement_that_was_only_sent_are_not_taken_for_those_of_the_next_one()
    {
        var read = await Bed.WriteAsync(async transaction =>
        {
            await transaction.SendAsync("insert into notes (text) values ($1) returning 41", "sent");
            await transaction.SendAsync("select 42");
            await transaction.LockAsync("name");
            var first = await transaction.FirstAsync("select count(*) + 100 from notes", static row => row.Int64(0));
            await transaction.SendAsync("select 43");
            var executed = await transaction.ExecuteAsync("insert into notes (text) values ($1), ($2) returning id", "a", "b");
            await transaction.SendAsync("select 44");
            var none = await transaction.QueryAsync("update notes set number = 1", static row => row.Int64(0));
            await transaction.SendAsync("select 45");
            return (first, executed, none.Count);
        });
        read.ShouldBe((101, 2, 0));
        (await Bed.NotesAsync()).ShouldBe(["sent", "a", "b"]);
    }

    [Fact]
    public async Task A_statement_that_makes_no_sense_is_a_mistake_in_the_code_and_is_not_tried_again()
    {
        var runs = 0;
        (await Should.ThrowAsync<StoreException>(Bed.WriteAsync(transaction =>
        {
            runs++;
            return transaction.ExecuteAsync("this is not sql");
        }))).Fault.ShouldBe(StoreFault.Statement);
        runs.ShouldBe(1);
        (await Should.ThrowAsync<StoreException>(Bed.NumberAsync("select nothing from nowhere"))).Fault.ShouldBe(StoreFault.Statement);
    }

    [Fact]
    public async Task A_write_that_writes_nothing_still_runs_its_hooks_and_gives_its_result()
    {
        var ran = 0;
        (await Bed.WriteAsync(transaction =>
        {
            transaction.OnCommitted(() => ran++);
            return ValueTask.FromResult("result");
        })).ShouldBe("result");
        ran.ShouldBe(1);
    }

    [Fact]
    public async Task A_write_inside_a_write_is_refused_and_so_is_one_in_a_hook()
    {
        (await Should.ThrowAsync<InvalidOperationException>(Bed.WriteAsync(async _ => await Bed.AddAsync("inner")))).Message.ShouldContain(
            "must not ask for another write");
        Exception? inHook = null;
        await Bed.WriteAsync(transaction =>
        {
            transaction.OnCommitted(() => inHook = Record.Exception(() => Bed.AddAsync("in a hook").GetAwaiter().GetResult()));
            return transaction.ExecuteAsync(StoreBed.Insert, "outer");
        });
        inHook.ShouldBeOfType<InvalidOperationException>();
        (await Bed.NotesAsync()).ShouldBe(["outer"]);
    }

    [Fact]
    public async Task What_a_hook_starts_may_write_and_so_may_what_a_write_left_running()
    {
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<int>? started = null;
        Task<int>? left = null;
        await Bed.WriteAsync(transaction =>
        {
            left ??= Task.Run(async () =>
            {
                await go.Task;
                return await Bed.AddAsync("left running");
            });
            transaction.OnCommitted(() => started = Task.Run(() => Bed.AddAsync("started by a hook")));
            return transaction.ExecuteAsync(StoreBed.Insert, "outer");
        });
        await started!.SoonAsync();
        go.SetResult();
        await left!.SoonAsync();
        (await Bed.NotesAsync()).ShouldBe(["outer", "started by a hook", "left running"]);
    }

    [Fact]
    public async Task Hooks_run_once_after_the_commit_and_before_the_caller_goes_on()
    {
        for (var number = 1; number <= 50; number++)
        {
            var seen = -1;
            await Bed.WriteAsync(transaction =>
            {
                transaction.OnCommitted(() => throw new FormatException("a hook that throws does not make a committed write look failed"));
                transaction.OnCommitted(() => seen = Bed.NotesAsync().GetAwaiter().GetResult().Count);
                return transaction.ExecuteAsync(StoreBed.Insert, $"note {number}");
            });
            seen.ShouldBe(number);
        }
    }

    [Fact]
    public async Task A_transaction_can_not_be_used_after_its_write_has_returned()
    {
        ITransaction? kept = null;
        await Bed.WriteAsync(transaction =>
        {
            kept = transaction;
            return transaction.ExecuteAsync(StoreBed.Insert, "in time");
        });
        (await Record.ExceptionAsync(async () => await kept!.ExecuteAsync(StoreBed.Insert, "late")))
            .ShouldBeOfType<InvalidOperationException>()
            .Message.ShouldContain("closed");
        (
            await Record.ExceptionAsync(async () => await kept!.SendAsync(StoreBed.Insert, "late"))
        ).ShouldBeOfType<InvalidOperationException>();
        (await Bed.NotesAsync()).ShouldBe(["in time"]);
    }

    [Fact]
    public async Task A_write_belongs_to_the_trace_of_its_caller()
    {
        using var trace = new System.Diagnostics.Activity("request");
        trace.Start();
        (await Bed.WriteAsync(_ => ValueTask.FromResult(System.Diagnostics.Activity.Current?.Id))).ShouldBe(trace.Id);
        trace.Stop();
        (await Bed.WriteAsync(_ => ValueTask.FromResult(System.Diagnostics.Activity.Current?.Id))).ShouldBeNull();
    }

    [Fact]
    public async Task A_closed_database_refuses_and_all_that_returned_is_there_at_the_next_start()
    {
        var writes = Enumerable.Range(0, 100).Select(number => Bed.AddAsync($"note {number}")).ToArray();
        await Task.WhenAll(writes);
        var closed = Bed.Store;
        await Bed.OpenAsync();
        (
            await Should.ThrowAsync<StoreException>(
                closed.WriteAsync(transaction => transaction.ExecuteAsync(StoreBed.Insert, "late"), CancellationToken.None))
        ).Fault.ShouldBe(StoreFault.Closed);
        (
            await Should.ThrowAsync<StoreException>(async () =>
                await closed.ReadAsync(reader => reader.FirstAsync("select 1", static row => row.Int64(0)), CancellationToken.None)
            )).Fault.ShouldBe(StoreFault.Closed);
        (await Bed.NotesAsync()).Count.ShouldBe(100);
    }

    public sealed class On_SQLite() : WriteContract(StoreBed.OnSqlite());

    public sealed class On_PostgreSQL() : WriteContract(StoreBed.OnPostgres())
    {
        [Fact]
        public async Task Two_statements_of_one_write_at_the_same_time_are_refused()
        {
            await Should.ThrowAsync<InvalidOperationException>(Bed.WriteAsync<int>(async transaction =>
            {
                var first = transaction.FirstAsync("select 1 from pg_sleep(0.2)", static row => row.Int64(0)).AsTask();
                var second = await Record.ExceptionAsync(async () => await transaction.ExecuteAsync(StoreBed.Insert, "meanwhile"));
                await first;
                throw second!;
            }));
            (await Bed.NotesAsync()).ShouldBeEmpty();
        }
    }
}
