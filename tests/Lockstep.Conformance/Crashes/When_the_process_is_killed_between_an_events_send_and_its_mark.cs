using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Crashes;

/// <summary>An event is sent to a webhook, then noted down as taken: the process may die in between, and about it.</summary>
public sealed class When_the_process_is_killed_between_an_events_send_and_its_mark(StartedSites sites)
{
    [Theory]
    [OnEachStore]
    public async Task The_receiver_gets_every_event_and_knows_a_repeat_by_its_id(StoreKind store)
    {
        await using var site = await sites.CopyAsync(store);
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Prepare(site);
        var acknowledged = new List<long>();
        await new Deaths(
            site,
            async api =>
            {
                for (var number = 0; number < 50; number++)
                {
                    try
                    {
                        acknowledged.Add(await api.CreateAsync($"Customer {number}"));
                    }
                    catch (Exception error) when (error is HttpRequestException or IOException)
                    {
                        return;
                    }
                }
            },
            (_, _) => receiver.HasAsync(acknowledged))
        {
            Prepare = receiver.SubscribeAsync,
        }.OneByOneAsync(KillPlan.BetweenSendAndMark.Statements);
        await receiver.HasAsync(acknowledged);
        receiver.IdsOfEach.ShouldAllBe(static ids => ids == 1, "a repeat has the webhook-id of the first attempt");
        receiver.Unsigned.ShouldBe(0);
    }
}
