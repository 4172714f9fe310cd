using FsCheck;
using FsCheck.Fluent;
using Lockstep.Runtime.Outbox;

namespace Lockstep.Tests.Runtime.Storage;

public sealed class SequenceFloorTests
{
    private enum Step
    {
        Begin,
        Draw,
        End,
        Take,
        Look,
        Crash,
    }

    [Fact]
    public void Whatever_begins_draws_and_ends_when_no_row_comes_at_the_floor_or_below_and_at_rest_it_reaches_the_last_number()
    {
        var step = from kind in Gen.Elements(Enum.GetValues<Step>()) from which in Gen.Choose(0, 9) select (kind, which);
        Prop.ForAll(Arb.From(step.ListOf(60)), steps =>
        {
            var model = new Model();
            foreach (var (kind, which) in steps)
            {
                model.Do(kind, which);

                // What has crashed gives numbers once more; the next look is at another session, and knows.
                if (!model.HasCrashed)
                {
                    model.LowestToCome.ShouldBeGreaterThan(model.Floor.Value);
                }
            }

            model.Rest();
            model.Floor.Value.ShouldBe(model.Drawn);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Fact]
    public void A_transaction_that_stays_open_keeps_the_floor_below_what_it_drew()
    {
        var model = new Model();
        model.Do(Step.Begin, 0);
        model.Do(Step.Draw, 0);
        for (var number = 0; number < 5; number++)
        {
            model.Do(Step.Begin, 0);
            model.Do(Step.Draw, 1);
            model.Do(Step.End, 1);
            model.Do(Step.Take, 0);
            model.Do(Step.Look, 0);
        }

        model.Floor.Value.ShouldBe(0);
        model.Rest();
        model.Floor.Value.ShouldBe(6);
    }

    [Fact]
    public void What_a_crashed_server_draws_once_more_is_not_passed_over_when_it_has_caught_up_with_what_was_seen()
    {
        var floor = new SequenceFloor();
        foreach (var transaction in Enumerable.Range(1, 4))
        {
            floor.Look("before", drawn: 50, oldest: transaction, next: transaction, first: null);
        }

        floor.Value.ShouldBe(50);

        // 45 to 50 were never committed, and are drawn again; the transaction with 45 still runs.
        floor.Look("after", drawn: 60, oldest: 20, next: 30, first: 46);
        floor.Value.ShouldBeLessThan(45);
        foreach (var transaction in Enumerable.Range(31, 4))
        {
            floor.Look("after", drawn: 60, oldest: transaction, next: transaction, first: 45);
            floor.Value.ShouldBeLessThan(45);
        }
    }

    [Fact]
    public void A_sequence_that_is_behind_what_was_seen_starts_over()
    {
        var floor = new SequenceFloor();
        foreach (var transaction in Enumerable.Range(1, 4))
        {
            floor.Look("same", drawn: 50, oldest: transaction, next: transaction, first: null);
        }

        floor.Value.ShouldBe(50);
        foreach (var transaction in Enumerable.Range(10, 3))
        {
            floor.Look("same", drawn: 40, oldest: transaction, next: transaction, first: null);
            floor.Value.ShouldBeLessThanOrEqualTo(40);
        }

        floor.Value.ShouldBe(40);
    }

    [Fact]
    public void With_a_session_that_was_seen_before_it_goes_on()
    {
        var floor = new SequenceFloor();
        foreach (var transaction in Enumerable.Range(1, 6))
        {
            floor.Look(transaction % 2 == 0 ? "one" : "other", drawn: 50, oldest: transaction, next: transaction, first: null);
        }

        floor.Value.ShouldBe(50);
    }

    /// <summary>A database with transactions that draw numbers, and a table whose rows are taken from the lowest number on.</summary>
    private sealed class Model
    {
        private readonly List<(long Id, List<long> Drawn)> _open = [];
        private readonly SortedSet<long> _rows = [];
        private long _next = 1;
        private long _kept;
        private long _keptNext = 1;
        private int _session;

        public SequenceFloor Floor { get; } = new();

        /// <summary>Whether nobody has looked since a crash.</summary>
        public bool HasCrashed { get; private set; }

        public long Drawn { get; private set; }

        /// <summary>The lowest number of a row that is there or may come.</summary>
        public long LowestToCome => _rows.Concat(_open.SelectMany(transaction => transaction.Drawn)).Append(Drawn + 1).Min();

        public void Do(Step step, int which)
        {
            switch (step)
            {
                case Step.Begin:
                    _open.Add((_next++, []));
                    break;
                case Step.Draw when _open.Count > 0:
                    _open[which % _open.Count].Drawn.Add(++Drawn);
                    break;
                case Step.End when _open.Count > 0:
                    // A commit takes all with it into the log that anybody drew before.
                    (_kept, _keptNext) = (Drawn, _next);
                    _rows.UnionWith(_open[which % _open.Count].Drawn);
                    _open.RemoveAt(which % _open.Count);
                    break;
                case Step.Take:
                    _rows.ExceptWith(_rows.Where(row => row > Floor.Value).Take(which + 1).ToList());
                    break;
                case Step.Look:
                    var oldest = _open.Count > 0 ? _open.Min(transaction => transaction.Id) : _next;
                    HasCrashed = false;
                    var first = _rows.Where(row => row > Floor.Value).Select(row => (long?)row).FirstOrDefault();
                    Floor.Look($"session {_session}", Drawn, oldest, _next++, first);
                    break;
                case Step.Crash:
                    _open.Clear();
                    (Drawn, _next, HasCrashed) = (_kept, _keptNext, true);
                    _session++;
                    break;
            }
        }

        /// <summary>All transactions end, all rows are taken, and somebody looks as often as it takes.</summary>
        public void Rest()
        {
            while (_open.Count > 0)
            {
                Do(Step.End, 0);
            }

            _rows.Clear();
            for (var look = 0; look < 4; look++)
            {
                Do(Step.Look, 0);
            }
        }
    }
}
