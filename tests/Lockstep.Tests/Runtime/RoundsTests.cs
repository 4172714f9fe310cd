using Lockstep.Runtime;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Runtime;

public sealed class RoundsTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private readonly ManualClock _clock = new();
    private readonly CancellationTokenSource _stop = new();

    [Fact]
    public async Task A_fault_of_any_kind_ends_a_round_and_never_the_work()
    {
        var (rung, rounds, faults) = (new Signal(), 0, new List<string>());
        var done = new TaskCompletionSource();
        var work = Rounds.RunAsync(
            _ =>
            {
                if (++rounds == 3)
                {
                    done.SetResult();
                    return Task.CompletedTask;
                }

                rung.Ring();
                throw rounds == 1 ? new InvalidOperationException("one") : new OperationCanceledException("two");
            },
            error => faults.Add(error.Message), new Pause(Interval, _clock, rung), _stop.Token);
        await done.Task.WaitAsync(TestContext.Current.CancellationToken);
        await _stop.CancelAsync();
        await work;
        faults.ShouldBe(["one", "two"]);
    }

    [Fact]
    public async Task The_next_round_comes_when_the_time_has_passed()
    {
        var rounds = 0;
        var work = Rounds.RunAsync(
            _ =>
            {
                Interlocked.Increment(ref rounds);
                return Task.CompletedTask;
            },
            _ => { }, new Pause(Interval, _clock), _stop.Token);
        rounds.ShouldBe(1);
        _clock.Advance(Interval);
        await TestApp.EventuallyAsync(() => Task.FromResult(Volatile.Read(ref rounds) == 2), "the next round is done");
        await _stop.CancelAsync();
        await work;
    }

    [Fact]
    public async Task What_is_called_off_because_the_process_stops_is_no_fault()
    {
        var faults = new List<Exception>();
        var work = Rounds.RunAsync(
            ct => new TaskCompletionSource().Task.WaitAsync(ct), faults.Add, new Pause(Interval, _clock), _stop.Token);
        await _stop.CancelAsync();
        await work;
        faults.ShouldBeEmpty();
    }
}
