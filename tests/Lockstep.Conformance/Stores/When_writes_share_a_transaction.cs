using Lockstep.Runtime.Storage;
using Npgsql;

namespace Lockstep.Conformance.Stores;

/// <summary>Writes that wait together on PostgreSQL, with one lane, so that they make one group.</summary>
public sealed class When_writes_share_a_transaction : IAsyncLifetime
{
    private const string Number = "select xmin::text from notes where text = $1";
    private readonly PostgresBed _bed = new()
    {
        Options = new() { LanesMax = 1, GroupLockWait = TimeSpan.FromMilliseconds(50), BookmarkDelay = TimeSpan.FromMilliseconds(5) },
    };

    public async ValueTask InitializeAsync() => await _bed.OpenAsync();

    public ValueTask DisposeAsync() => _bed.DisposeAsync();

    [Fact]
    public async Task Those_that_waited_are_one_transaction()
    {
        var go = await HoldAsync();
        var group = Enumerable.Range(0, 5).Select(number => _bed.AddAsync($"note {number}")).ToArray();
        go();
        await Task.WhenAll(group);
        (await Task.WhenAll(Enumerable.Range(0, 5).Select(number => NumberOfAsync($"note {number}"))))
            .Distinct(StringComparer.Ordinal)
            .Count()
            .ShouldBe(1);
    }

    [Fact]
    public async Task One_that_throws_half_way_takes_nothing_with_it_and_leaves_nothing_behind()
    {
        await _bed.AddAsync("taken");
        var go = await HoldAsync();
        var before = _bed.AddAsync("before");
        var bad = _bed.WriteAsync<int>(async transaction =>
        {
            await transaction.ExecuteAsync(StoreBed.Insert, "half a write");
            throw new FormatException("no");
        });
        var taken = _bed.WriteAsync(async transaction =>
        {
            await transaction.SendAsync(StoreBed.Insert, "taken");
            return 0;
        });
        var after = _bed.AddAsync("after");
        go();
        await Should.ThrowAsync<FormatException>(bad);
        await Should.ThrowAsync<UniqueViolationException>(taken);
        (await before, await after).ShouldBe((1, 1));
        (await _bed.NotesAsync()).Order(StringComparer.Ordinal).ShouldBe(["after", "before", "taken"]);
    }

    [Fact]
    public async Task One_that_throws_before_it_changed_anything_leaves_the_others_their_transaction()
    {
        var go = await HoldAsync();
        var before = _bed.AddAsync("before");
        var bad = _bed.WriteAsync<int>(async transaction =>
        {
            await transaction.FirstAsync("select 1", static row => row.Int64(0));
            await transaction.SendAsync(StoreBed.Insert, "never sent");
            throw new FormatException("no");
        });
        var after = _bed.AddAsync("after");
        go();
        await Should.ThrowAsync<FormatException>(bad);
        await Task.WhenAll(before, after);
        (await NumberOfAsync("before")).ShouldBe(await NumberOfAsync("after"));
        (await _bed.NotesAsync()).ShouldBe(["before", "after"]);
    }

    [Fact]
    public async Task One_that_waits_for_a_lock_holds_up_nobody_else()
    {
        await _bed.AddAsync("locked");
        await using var stranger = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(_bed.Server) { Database = _bed.Database, Pooling = false }.ConnectionString);
        await stranger.OpenAsync(TestContext.Current.CancellationToken);
        await RunAsync(stranger, "begin; select 1 from notes where text = 'locked' for update");
        var go = await HoldAsync();
        var waiting = _bed.RunAsync("update notes set number = 1 where text = 'locked'");
        var others = Enumerable.Range(0, 5).Select(number => _bed.AddAsync($"note {number}")).ToArray();
        go();
        await Task.WhenAll(others);
        (await _bed.AddAsync("later")).ShouldBe(1);
        waiting.IsCompleted.ShouldBeFalse();
        await RunAsync(stranger, "rollback");
        (await waiting).ShouldBe(1);
    }

    [Fact]
    public async Task Hooks_of_those_that_are_committed_run_and_no_others()
    {
        var ran = new List<string>();
        var go = await HoldAsync();
        var good = HookedAsync("good", fails: false);
        var bad = HookedAsync("bad", fails: true);
        go();
        await good;
        await Should.ThrowAsync<FormatException>(bad);
        ran.ShouldBe(["good"]);

        Task<int> HookedAsync(string name, bool fails) => _bed.WriteAsync(async transaction =>
        {
            transaction.OnCommitted(() => ran.Add(name));
            var count = await transaction.ExecuteAsync(StoreBed.Insert, name);
            return fails ? throw new FormatException("no") : count;
        });
    }

    /// <summary>Keeps the one lane busy, so that the writes that come now wait together.</summary>
    /// <returns>Lets it go on.</returns>
    private async Task<Action> HoldAsync()
    {
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = _bed.WriteAsync(async _ =>
        {
            running.TrySetResult();
            await release.Task;
            return 0;
        });
        await running.Task.SoonAsync();
        return release.SetResult;
    }

    private async Task<string?> NumberOfAsync(string note) =>
        await _bed.Store.ReadAsync(reader => reader.FirstAsync(Number, static row => row.Text(0), note), CancellationToken.None);

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
