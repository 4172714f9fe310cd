using FsCheck;
using FsCheck.Fluent;
using Lockstep.Contracts.Inventory;
using Lockstep.Inventory.Ledger;

namespace Lockstep.Tests.Modules.Inventory;

public sealed class StockLedgerTests
{
    private static readonly Arbitrary<List<Movement>> Movements = Arb.From(
        (from kind in Gen.Elements(MovementKinds.All)
         from quantity in Gen.Choose(-20, 100)
         from moved in Gen.Choose(-50, 50)
         from superseded in Gen.Elements(true, false)
         select new Movement(kind, kind is MovementKinds.Adjustment ? quantity : Math.Abs(quantity), moved, superseded)).ListOf());

    [Fact]
    public void No_sequence_of_movements_makes_stock_negative_or_breaks_a_reservation() => Prop.ForAll(Movements, movements =>
    {
        var stock = new Stock(0, 0);
        foreach (var movement in movements)
        {
            var before = stock;
            stock = StockLedger.Apply(stock, movement).After ?? stock;
            (stock.Shortage > before.Shortage && movement.Kind is not (MovementKinds.Count or MovementKinds.Adjustment)).ShouldBeFalse();
            stock.OnHand.ShouldBeInRange(0, StockLedger.Max);
            stock.Reserved.ShouldBeGreaterThanOrEqualTo(0);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_movement_is_either_done_or_refused_with_a_reason() => Prop.ForAll(Movements, movements =>
    {
        foreach (var movement in movements)
        {
            var (after, refusal) = StockLedger.Apply(new Stock(30, 10), movement);
            (after is null).ShouldBe(refusal is not null);
        }
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(MovementKinds.Count, 12, 12, 4)]
    [InlineData(MovementKinds.Count, 3, 3, 4)]
    [InlineData(MovementKinds.Adjustment, -7, 3, 4)]
    [InlineData(MovementKinds.Receipt, 5, 15, 4)]
    [InlineData(MovementKinds.Adjustment, -6, 4, 4)]
    [InlineData(MovementKinds.Reserve, 6, 10, 10)]
    [InlineData(MovementKinds.Release, 4, 10, 0)]
    [InlineData(MovementKinds.Ship, 3, 7, 1)]
    public void Each_kind_moves_what_it_says(string kind, long quantity, long onHand, long reserved) =>
        StockLedger.Apply(new Stock(10, 4), new Movement(kind, quantity)).After.ShouldBe(new Stock(onHand, reserved));

    [Theory]
    [InlineData(MovementKinds.Receipt, StockLedger.Max, "Leaves 1000000000010 on hand; the most is 1000000000000.")]
    [InlineData(MovementKinds.Adjustment, -11, "Leaves -1 on hand; there are 10.")]
    [InlineData(MovementKinds.Reserve, 7, "Only 6 are available.")]
    [InlineData(MovementKinds.Release, 5, "Only 4 are reserved.")]
    [InlineData(MovementKinds.Ship, 5, "Only 4 are reserved.")]
    public void A_refusal_says_what_stands_in_the_way(string kind, long quantity, string refusal) =>
        StockLedger.Apply(new Stock(10, 4), new Movement(kind, quantity)).Refusal.ShouldBe(refusal);

    [Fact]
    public void A_count_of_earlier_keeps_what_moved_since() =>
        StockLedger.Apply(new Stock(7, 0), new Movement(MovementKinds.Count, 12, MovedSince: -3)).After.ShouldBe(new Stock(9, 0));

    [Fact]
    public void A_count_older_than_another_one_changes_nothing() =>
        StockLedger.Apply(new Stock(7, 2), new Movement(MovementKinds.Count, 50, IsSuperseded: true)).After.ShouldBe(new Stock(7, 2));
}
