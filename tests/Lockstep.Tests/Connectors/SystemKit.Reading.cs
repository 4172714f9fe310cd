using Lockstep.Connectors.Sdk;

namespace Lockstep.Tests.Connectors;

public abstract partial class SystemKit
{
    [Fact]
    public async Task The_test_of_the_connection_says_in_a_sentence_what_was_reached()
    {
        var reply = await System.TestAsync(Ct);
        reply.Failure.ShouldBeNull();
        reply.Value.ShouldNotBeNullOrWhiteSpace();
    }

    [Fact]
    public async Task A_record_reads_back_as_it_was_written()
    {
        var number = Next();
        var id = await MakeAsync(number);
        var record = (await System.ReadAsync(Kind, id, Ct)).Value.ShouldNotBeNull();
        record.Id.ShouldBe(id);
        record.Version.ShouldNotBeNullOrEmpty();
        ShouldHave(record, FieldsOf(number));
    }

    [Fact]
    public async Task A_version_stays_while_nothing_changes_and_is_another_one_afterwards()
    {
        var number = Next();
        var id = await MakeAsync(number);
        var first = (await System.ReadAsync(Kind, id, Ct)).Value!;
        (await System.ReadAsync(Kind, id, Ct)).Value!.Version.ShouldBe(first.Version);
        await ChangeBehindAsync(id, number);
        var second = (await System.ReadAsync(Kind, id, Ct)).Value!;
        string.Equals(second.Version, first.Version, StringComparison.Ordinal).ShouldBeFalse();
        ShouldHave(second, ChangesOf(number));
        (second.Order ?? 2).ShouldBeGreaterThan(first.Order ?? 1);
    }

    [Fact]
    public async Task What_is_not_there_is_not_found_whatever_its_id_looks_like() =>
        (await System.ReadAsync(Kind, NobodysId, Ct)).Failure.ShouldNotBeNull().Cause.ShouldBe(FailureCause.NotFound);

    [Fact]
    public async Task Reading_everything_in_small_pages_leaves_nothing_out()
    {
        var made = new List<string>();
        for (var count = 0; count < 7; count++)
        {
            made.Add(await MakeBehindAsync(Next()));
        }

        var (records, _) = await RoundAsync(null, limit: 2);
        made.Except(records.Select(static one => one.Id), StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_changes_while_pages_are_read_is_seen_by_this_round_or_the_next()
    {
        var numbers = Enumerable.Range(0, 5).Select(static _ => Next()).ToList();
        var ids = new List<string>();
        foreach (var number in numbers)
        {
            ids.Add(await MakeBehindAsync(number));
        }

        var turn = 0;
        var (first, cursor) = await RoundAsync(null, limit: 2, async () =>
        {
            if (turn < ids.Count)
            {
                await ChangeBehindAsync(ids[turn], numbers[turn]);
                turn++;
            }
        });
        turn.ShouldBeGreaterThan(0, "there was more than one page");
        var (second, _) = await RoundAsync(cursor);
        var seen = first.Concat(second).ToLookup(static one => one.Id, StringComparer.Ordinal);
        for (var place = 0; place < turn; place++)
        {
            ShouldHave(seen[ids[place]].Last(), ChangesOf(numbers[place]));
        }
    }

    [Fact]
    public async Task Changes_since_a_cursor_tell_of_what_was_made_and_changed_and_of_nothing_older()
    {
        var (kept, changed) = (Next(), Next());
        var keptId = await MakeBehindAsync(kept);
        await PassAMomentAsync();
        var changedId = await MakeBehindAsync(changed);
        await PassAMomentAsync();
        var (_, cursor) = await RoundAsync(null);
        await PassAMomentAsync();
        await ChangeBehindAsync(changedId, changed);
        var made = await MakeBehindAsync(Next());
        var (news, next) = await RoundAsync(cursor);
        var ids = news.Select(static one => one.Id).ToList();
        ids.Contains(made, StringComparer.Ordinal).ShouldBeTrue("what was made is told");
        ids.Contains(changedId, StringComparer.Ordinal).ShouldBeTrue("what was changed is told");
        ids.Contains(keptId, StringComparer.Ordinal).ShouldBeFalse("what is older is not");
        ShouldHave(news.Last(one => string.Equals(one.Id, changedId, StringComparison.Ordinal)), ChangesOf(changed));
        await PassAMomentAsync();
        (await RoundAsync(next)).Records.ShouldNotContain(one => string.Equals(one.Id, keptId, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Changes_since_a_cursor_tell_of_what_was_deleted_if_the_kind_says_so()
    {
        if (!Asked.Has(Capability.Deletes))
        {
            return;
        }

        var id = await MakeBehindAsync(Next());
        var (_, cursor) = await RoundAsync(null);
        await DeleteBehindAsync(id);
        var (news, _) = await RoundAsync(cursor);
        news.Last(one => string.Equals(one.Id, id, StringComparison.Ordinal)).IsDeleted.ShouldBeTrue();
    }

    [Fact]
    public async Task A_cursor_that_is_not_its_own_starts_over_or_is_refused_but_passes_over_nothing()
    {
        await MakeBehindAsync(Next());
        var reply = await System.ChangesAsync(new ChangesRequest(Kind, "no cursor of this system", 10) { StartsRound = true }, Ct);
        (reply.Failure is not null || ReferenceEquals(reply.Value, ChangesPage.StartOver) || reply.Value!.Records.Count > 0).ShouldBeTrue();
    }

    [Fact]
    public async Task A_call_that_is_cancelled_ends()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => System.ChangesAsync(new ChangesRequest(Kind, null, 10), cancelled.Token));
    }

    /// <summary>Lets the clock of the system go on, where what is told by time could else fall into one instant.</summary>
    protected virtual Task PassAMomentAsync() => Task.CompletedTask;
}
