using System.Collections.Concurrent;
using FsCheck;
using FsCheck.Fluent;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Orders.Pulls;

/// <summary>Whatever consumers do at once, and however long they take: no order is ever in two hands.</summary>
[RunsOnEachStore]
public sealed class LeasePropertyTests
{
    private const int Runs = 30;
    private const int AtOnce = 5;

    private static readonly Gen<Act> Acts =
        from kind in Gen.Elements(Kind.Pull, Kind.Pull, Kind.Ack, Kind.AckMany, Kind.Nack, Kind.Cancel)
        from consumer in Gen.Elements("a", "b", "c")
        from number in Gen.Choose(1, 4)
        from minutes in Gen.Elements(0, 0, 2, 6)
        from isRestart in Gen.Frequency((12, Gen.Constant(false)), (1, Gen.Constant(true)))
        select new Act(kind, consumer, number, minutes, isRestart);

    private enum Kind
    {
        Pull,
        Ack,
        AckMany,
        Nack,
        Cancel,
    }

    [Fact]
    public async Task No_order_is_ever_handed_to_two_consumers()
    {
        var books = new Ledger { App = await OrdersApp.StartAsync() };
        try
        {
            Prop.ForAll(Arb.From(Acts.ListOf(30)), acts => Task.Run(() => RunAsync(books, acts)).GetAwaiter().GetResult())
                .Check(Config.QuickThrowOnFailure.WithMaxTest(Runs));
            books.HandOuts.Count.ShouldBeGreaterThan(Runs);
            books.Takers.Count.ShouldBeGreaterThan(Runs);
        }
        finally
        {
            await books.App.DisposeAsync();
        }
    }

    private static async Task RunAsync(Ledger books, IEnumerable<Act> acts)
    {
        books.Known.AddRange(await books.App.OrdersAsync(4));
        foreach (var some in acts.Chunk(AtOnce))
        {
            if (some[0].IsRestart)
            {
                books.App = await books.App.RestartAsync();
            }

            books.App.Clock.Pass(TimeSpan.FromMinutes(some[0].Minutes));
            books.Round++;
            await Task.WhenAll(some.Select(act => Task.Run(() => books.DoAsync(act))));
            books.Check();
        }
    }

    private sealed record Act(Kind Kind, string Consumer, int Number, int Minutes, bool IsRestart);

    private sealed record HandOut(long Order, string Consumer, DateTimeOffset At, DateTimeOffset Until, int Round);

    /// <summary>What consumers were answered.</summary>
    private sealed class Ledger
    {
        public required OrdersApp App { get; set; }

        public List<long> Known { get; } = [];

        public int Round { get; set; }

        public ConcurrentQueue<HandOut> HandOuts { get; } = new();

        public ConcurrentDictionary<long, (string Consumer, int Round)> Takers { get; } = new();

        private ConcurrentQueue<HandOut> GivenBack { get; } = new();

        public async Task DoAsync(Act act)
        {
            var order = Known[^Math.Min(act.Number, Known.Count)];
            var now = App.Clock.Now;
            switch (act.Kind)
            {
                case Kind.Pull:
                    foreach (var id in await App.PullAsync(act.Consumer, act.Number))
                    {
                        HandOuts.Enqueue(new HandOut(id, act.Consumer, now, now.AddMinutes(5), Round));
                    }

                    break;
                case Kind.Ack when (await App.AckAsync(act.Consumer, order)).Status == 200:
                    Take(order, act.Consumer);
                    break;
                case Kind.AckMany:
                    var list = string.Join(',', Known.TakeLast(act.Number).Select(id => $$"""{"id":{{id}}}"""));
                    var (_, body) = await App.PostAsync("/orders/ack", $$"""{"consumer":"{{act.Consumer}}","orders":[{{list}}]}""");
                    body["items"]!
                        .AsArray()
                        .Where(item => (int)item!["code"]! == 200)
                        .ToList()
                        .ForEach(item => Take((long)item!["id"]!, act.Consumer));
                    break;
                case Kind.Nack when (await App.NackAsync(act.Consumer, order)).Status == 200:
                    GivenBack.Enqueue(new HandOut(order, act.Consumer, now, now, Round));
                    break;
                case Kind.Cancel when act.Number == 1:
                    await App.PostAsync($"/orders/{order}/cancel", "");
                    break;
            }
        }

        /// <summary>
        /// Two hand-outs of one order to two consumers: the first one's time was over by then, or it had given the order back.
        /// </summary>
        public void Check()
        {
            foreach (var order in HandOuts.GroupBy(given => given.Order))
            {
                foreach (var (one, next) in from one in order
                from next in order
                where !Same(one, next) && one.Round <= next.Round
                select (one, next))
                {
                    var isBack = GivenBack.Any(back =>
                        back.Order == one.Order && Same(back, one) && back.Round >= one.Round && back.Round <= next.Round
                    );
                    (isBack || one.Until <= next.At || (one.Round == next.Round && IsBackwards(one, next))).ShouldBeTrue(
                        $"{one} and {next}");
                }

                if (Takers.TryGetValue(order.Key, out var taker))
                {
                    order.ShouldNotContain(
                        given => given.Round > taker.Round, $"order {order.Key} was handed out after {taker} had taken it");
                }
            }
        }

        /// <summary>In one round nobody knows which came first.</summary>
        private bool IsBackwards(HandOut one, HandOut next) =>
            GivenBack.Any(back => back.Order == next.Order && Same(back, next) && back.Round == one.Round);

        private static bool Same(HandOut one, HandOut two) => string.Equals(one.Consumer, two.Consumer, StringComparison.Ordinal);

        private void Take(long order, string consumer) =>
            Takers.GetOrAdd(order, (consumer, Round)).Consumer.ShouldBe(consumer, $"order {order} was taken by two");
    }
}
