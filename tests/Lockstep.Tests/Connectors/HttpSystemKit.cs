using Lockstep.Connectors.Sdk;

namespace Lockstep.Tests.Connectors;

/// <summary>How a system over HTTP fails.</summary>
public enum Misbehaviour
{
    /// <summary>It writes, and hangs up before it answers.</summary>
    WritesAndHangsUp,

    /// <summary>429 with <c>Retry-After: 7</c>.</summary>
    AsksForSevenSeconds,

    /// <summary>429 with a Retry-After that is a date, seven seconds after the answer's own.</summary>
    AsksForADate,

    /// <summary>It does what it is asked, and answers 200 with half of a JSON text.</summary>
    AnswersNonsense,

    /// <summary>500, and nothing done.</summary>
    BreaksDown,

    /// <summary>401.</summary>
    LetsNobodyIn,

    /// <summary>400 with all that was sent, headers included.</summary>
    RepeatsWhatItWasSent,
}

/// <summary>
/// What systems over HTTP must keep to besides when the other side fails. One failure is one answer; then all is well again.
/// </summary>
public abstract class HttpSystemKit : SystemKit
{
    private static readonly TimeSpan Seven = TimeSpan.FromSeconds(7);

    /// <summary>Makes the system fail once, with the next call that is not a sign-in.</summary>
    protected abstract void Fail(Misbehaviour how);

    /// <summary>How many calls have reached the system.</summary>
    protected abstract int Calls { get; }

    /// <summary>The secret with which the connector signs in.</summary>
    protected abstract string Secret { get; }

    /// <summary>Lets the clock of the connector go on.</summary>
    protected abstract void Pass(TimeSpan time);

    /// <summary>A system of the same kind at an address where nobody listens.</summary>
    protected abstract ISystem Unreachable();

    [Fact]
    public async Task A_create_whose_answer_was_lost_is_told_as_unknown_and_found_by_a_search()
    {
        var number = Next();
        Fail(Misbehaviour.WritesAndHangsUp);
        var result = await System.CreateAsync(new CreateRequest(Kind, FieldsOf(number), $"kit-{number}"), Ct);
        result.Cause.ShouldBe(FailureCause.OutcomeUnknown);
        if (KeyField is { } key)
        {
            var found = await System.SearchAsync(new SearchRequest(Kind, key, FieldsOf(number)[key]!.ToString(), 2), Ct);
            found.Value!.Records.ShouldHaveSingleItem();
        }
    }

    [Theory]
    [InlineData(Misbehaviour.BreaksDown)]
    [InlineData(Misbehaviour.AnswersNonsense)]
    [InlineData(Misbehaviour.LetsNobodyIn)]
    [InlineData(Misbehaviour.AsksForSevenSeconds)]
    public async Task Nothing_counts_as_gone_because_an_answer_failed(Misbehaviour how)
    {
        var id = await MakeAsync(Next());
        if (!Asked.Has(Capability.Existing))
        {
            return;
        }

        Fail(how);
        var reply = await System.ExistingAsync(new ExistingRequest(Kind, [id]), Ct);
        (reply.Failure is not null || reply.Value!.Ids.Contains(id)).ShouldBeTrue("it is a failure, or was asked once more");
    }

    [Theory]
    [InlineData(Misbehaviour.AsksForSevenSeconds)]
    [InlineData(Misbehaviour.AsksForADate)]
    public async Task A_system_that_asks_to_be_left_alone_is_left_alone_for_that_long(Misbehaviour how)
    {
        var id = await MakeAsync(Next());
        Fail(how);
        var failure = (await System.ReadAsync(Kind, id, Ct)).Failure.ShouldNotBeNull();
        (failure.Cause, failure.RetryAfter).ShouldBe((FailureCause.Quota, Seven));

        var calls = Calls;
        using var soon = new CancellationTokenSource();
        var waiting = System.ReadAsync(Kind, id, soon.Token);
        Calls.ShouldBe(calls, "nobody calls before the time is up");
        Pass(Seven);
        if (waiting.IsCompleted && (await waiting).Failure is { } told)
        {
            told.Cause.ShouldBe(FailureCause.Unavailable);
            waiting = System.ReadAsync(Kind, id, Ct);
        }

        (await waiting).Value.ShouldNotBeNull();
    }

    [Fact]
    public async Task An_answer_that_is_no_JSON_is_never_taken_for_a_yes()
    {
        var id = await MakeAsync(Next());
        Fail(Misbehaviour.AnswersNonsense);
        (await System.ReadAsync(Kind, id, Ct)).Failure.ShouldNotBeNull().Cause.ShouldBe(FailureCause.Unavailable);

        Fail(Misbehaviour.AnswersNonsense);
        (await System.ChangesAsync(new ChangesRequest(Kind, null, 10), Ct)).Failure.ShouldNotBeNull();

        var number = Next();
        Fail(Misbehaviour.AnswersNonsense);
        (await System.CreateAsync(new CreateRequest(Kind, FieldsOf(number), $"kit-{number}"), Ct)).Cause.ShouldBe(
            FailureCause.OutcomeUnknown);
    }

    [Fact]
    public async Task A_system_that_breaks_down_is_told_so_and_works_again_when_it_is_back()
    {
        var number = Next();
        var id = await MakeAsync(number);
        Fail(Misbehaviour.BreaksDown);
        (await System.ReadAsync(Kind, id, Ct)).Failure.ShouldNotBeNull().Cause.ShouldBe(FailureCause.Unavailable);
        Fail(Misbehaviour.BreaksDown);
        (await System.UpdateAsync(new UpdateRequest(Kind, id, ChangesOf(number)), Ct)).Cause.ShouldBe(FailureCause.Unavailable);
        (await System.UpdateAsync(new UpdateRequest(Kind, id, ChangesOf(number)), Ct)).Cause.ShouldBeNull();
    }

    [Fact]
    public async Task A_system_that_lets_nobody_in_is_told_apart_from_one_that_is_away()
    {
        var id = await MakeAsync(Next());
        Fail(Misbehaviour.LetsNobodyIn);
        (await System.ReadAsync(Kind, id, Ct)).Failure.ShouldNotBeNull().Cause.ShouldBe(FailureCause.SignIn);
    }

    [Fact]
    public async Task A_system_that_is_away_has_done_nothing()
    {
        var away = Unreachable();
        (await away.TestAsync(Ct)).Failure.ShouldNotBeNull().Cause.ShouldBe(FailureCause.Unavailable);
        var result = await away.CreateAsync(new CreateRequest(Kind, FieldsOf(Next()), "kit-away"), Ct);
        result.Cause.ShouldBe(FailureCause.Unavailable, "nothing was sent, so that nobody need look for it");
    }

    [Fact]
    public async Task What_is_secret_stands_in_nothing_that_is_told()
    {
        Fail(Misbehaviour.RepeatsWhatItWasSent);
        var number = Next();
        var result = await System.CreateAsync(new CreateRequest(Kind, FieldsOf(number), $"kit-{number}"), Ct);
        result.Cause.ShouldBe(FailureCause.TargetRefused);
        result.Answer.ShouldNotBeNullOrEmpty("a person needs to see what it said");
        $"{result} {result.Message} {result.Answer}".ShouldNotContain(Secret);
    }
}
