using Lockstep.Orders.Pulls;
using Lockstep.Orders.Records;

namespace Lockstep.Tests.Modules.Orders.Pulls;

/// <summary>docs/erp.md has the same tables in words.</summary>
public sealed class LeaseRulesTests
{
    private const string Me = "client:erp";
    private const string Other = "client:other";
    private static readonly PullLease Mine = new(Me, 2);
    private static readonly PullLease Theirs = new(Other, 2);
    private static readonly PullLease GivenBack = new(null, 2, 1, Me);

    [Fact]
    public void Whom_the_order_was_handed_last_may_acknowledge_it_and_nobody_else()
    {
        foreach (var (state, token, verdict) in new (PullState, long?, AckVerdict)[]
        {
            (New(null), null, AckVerdict.Take),
            (New(Mine), null, AckVerdict.Take),
            (New(Mine), 2, AckVerdict.Take),
            (New(Mine), 1, AckVerdict.Superseded),
            (New(Theirs), null, AckVerdict.Held),
            (New(Theirs), 2, AckVerdict.Held),
            (New(GivenBack), null, AckVerdict.Take),
            (New(GivenBack), 1, AckVerdict.Superseded),
            (New(null), 1, AckVerdict.Superseded),
            (Changed(Mine), null, AckVerdict.Changed),
            (Changed(Mine), 2, AckVerdict.Changed),
            (Changed(GivenBack), null, AckVerdict.Changed),
            (Changed(Theirs), null, AckVerdict.Held),
            (new(OrderStatus.Processing, null, Me, 1), null, AckVerdict.Repeat),
            (new(OrderStatus.Processing, null, Me, 2), null, AckVerdict.Unclear),
            (new(OrderStatus.Processing, null, Me, 2), 2, AckVerdict.Repeat),
            (new(OrderStatus.Processing, null, Me, 2), 1, AckVerdict.Taken),
            (new(OrderStatus.Completed, null, Me, 2), 2, AckVerdict.Repeat),
            (new(OrderStatus.Processing, null, Other, 2), null, AckVerdict.Taken),
            (new(OrderStatus.Processing), null, AckVerdict.Taken),
            (new(OrderStatus.Cancelled, null, Me, 2), null, AckVerdict.Cancelled),
        })
        {
            LeaseRules.Ack(state, Me, token).ShouldBe(verdict, $"{state}, token {token}");
        }
    }

    [Fact]
    public void Only_who_has_an_order_gives_it_back()
    {
        foreach (var (state, token, verdict) in new (PullState, long?, NackVerdict)[]
        {
            (New(Mine), null, NackVerdict.GiveBack),
            (New(Mine), 1, NackVerdict.NotHeld),
            (New(Theirs), null, NackVerdict.NotHeld),
            (New(null), null, NackVerdict.NotHeld),
            (New(GivenBack), null, NackVerdict.Repeat),
            (New(GivenBack with { NackedBy = Other }), null, NackVerdict.NotHeld),
            (new(OrderStatus.Processing, null, Me, 2), null, NackVerdict.Gone),
        })
        {
            LeaseRules.Nack(state, Me, token).ShouldBe(verdict, $"{state}, token {token}");
        }
    }

    [Fact]
    public void A_repeat_is_told_from_another_worker_by_its_reference_or_where_names_are_all_there_is_by_its_name()
    {
        var taken = new PullState(OrderStatus.Processing, null, Me, 2, TakenReference: "R");
        LeaseRules.Ack(taken, Me, null, "R").ShouldBe(AckVerdict.Repeat);
        LeaseRules.Ack(taken, Me, 2, "S").ShouldBe(AckVerdict.OtherReference);
        LeaseRules.Ack(taken with { TakenReference = "" }, Me, 2, "S").ShouldBe(AckVerdict.OtherReference);
        LeaseRules.Ack(taken, Me, null, isNameEnough: true).ShouldBe(AckVerdict.Repeat);
        LeaseRules.Ack(taken, Me, null, "S", isNameEnough: true).ShouldBe(AckVerdict.OtherReference);
    }

    private static PullState New(PullLease? lease) => new(OrderStatus.New, lease);

    private static PullState Changed(PullLease lease) => New(lease with { Version = 1 }) with { Version = 2 };
}
