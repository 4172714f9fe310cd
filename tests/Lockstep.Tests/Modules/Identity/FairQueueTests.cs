using System.Net;
using Lockstep.Identity.Passwords;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Identity;

public sealed class FairQueueTests
{
    private static readonly ClientNetwork Attacker = Network("10.0.0.1");
    private static readonly ClientNetwork Admin = Network("10.0.0.2");

    [Fact]
    public async Task Networks_take_turns_however_many_of_one_wait()
    {
        var turns = new FairQueue(places: 1, waitingMax: 50, shareMax: 10);
        (await turns.EnterAsync(Attacker, CancellationToken.None)).ShouldBe(Turn.Granted);
        var wall = Enumerable.Range(0, 10).Select(_ => turns.EnterAsync(Attacker, CancellationToken.None).AsTask()).ToList();
        var admin = turns.EnterAsync(Admin, CancellationToken.None).AsTask();
        turns.Leave();
        (await wall[0].SoonAsync()).ShouldBe(Turn.Granted);
        admin.IsCompleted.ShouldBeFalse();
        turns.Leave();
        (await admin.SoonAsync()).ShouldBe(Turn.Granted);
        wall.Count(task => task.IsCompleted).ShouldBe(1);
    }

    [Fact]
    public async Task Beyond_its_share_a_network_is_turned_away_and_no_other()
    {
        var turns = new FairQueue(places: 1, waitingMax: 50, shareMax: 2);
        for (var index = 0; index < 3; index++)
        {
            _ = turns.EnterAsync(Attacker, CancellationToken.None).AsTask();
        }

        (await turns.EnterAsync(Attacker, CancellationToken.None)).ShouldBe(Turn.Crowded);
        turns.EnterAsync(Admin, CancellationToken.None).AsTask().IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task When_many_networks_fill_the_queue_one_that_has_fewer_waiting_gets_in_all_the_same()
    {
        var turns = new FairQueue(places: 1, waitingMax: 4, shareMax: 4);
        _ = turns.EnterAsync(Attacker, CancellationToken.None).AsTask();
        var first = Enumerable.Range(0, 2).Select(_ => turns.EnterAsync(Attacker, CancellationToken.None).AsTask()).ToList();
        var second = Enumerable.Range(0, 2).Select(_ => turns.EnterAsync(Network("10.0.0.3"), CancellationToken.None).AsTask()).ToList();
        var admin = turns.EnterAsync(Admin, CancellationToken.None).AsTask();
        admin.IsCompleted.ShouldBeFalse();
        (await first[1].SoonAsync()).ShouldBe(Turn.Crowded);
        (await turns.EnterAsync(Admin, CancellationToken.None)).ShouldBe(Turn.Full, "it would only drive others out");
        for (var turn = 0; turn < 3; turn++)
        {
            turns.Leave();
        }

        (await admin.SoonAsync()).ShouldBe(Turn.Granted);
        (await second[0].SoonAsync()).ShouldBe(Turn.Granted);
    }

    [Fact]
    public async Task With_one_waiter_of_each_network_a_full_queue_takes_nobody_else()
    {
        var turns = new FairQueue(places: 1, waitingMax: 1, shareMax: 4);
        _ = turns.EnterAsync(Attacker, CancellationToken.None).AsTask();
        _ = turns.EnterAsync(Attacker, CancellationToken.None).AsTask();
        (await turns.EnterAsync(Admin, CancellationToken.None)).ShouldBe(Turn.Full);
    }

    [Fact]
    public async Task Who_gives_up_leaves_no_turn_behind()
    {
        var turns = new FairQueue(places: 1, waitingMax: 4, shareMax: 4);
        _ = turns.EnterAsync(Attacker, CancellationToken.None).AsTask();
        using var impatience = new CancellationTokenSource();
        var waiting = turns.EnterAsync(Attacker, impatience.Token).AsTask();
        var next = turns.EnterAsync(Admin, CancellationToken.None).AsTask();
        await impatience.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(waiting);
        turns.Leave();
        (await next.SoonAsync()).ShouldBe(Turn.Granted);
        turns.Leave();
        (await turns.EnterAsync(Attacker, CancellationToken.None)).ShouldBe(Turn.Granted);
    }

    private static ClientNetwork Network(string address) => ClientNetwork.Of(IPAddress.Parse(address));
}
