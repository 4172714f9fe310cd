using System.Collections.Concurrent;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Lockstep.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Runtime.Outbox;

[RunsOnEachStore]
public sealed class PoisonEventTests
{
    [Fact]
    public async Task An_event_that_a_consumer_never_takes_in_stops_no_other_and_arrives_once_the_consumer_is_mended()
    {
        var consumer = new Choosy();
        await using var app = await TestApp.StartAsync(builder =>
        {
            builder.Services.AddSingleton<IEventConsumer>(consumer);
            builder.Configuration.AddInMemoryCollection([new("Relay:RetryDelay", "00:00:00.001"),
                new("Relay:ParkedInterval", "00:00:00.050")]);
        });
        var poison = await app.AddCustomerAsync("""{"name":"poison"}""");
        var other = await app.AddCustomerAsync("""{"name":"Ada"}""");
        await TestApp.EventuallyAsync(() => Task.FromResult(consumer.Taken.Contains(other)), "the next one arrives");
        var store = app.Services.GetRequiredKeyedService<IStore>("crm");
        await TestApp.EventuallyAsync(async () => await ParkedAsync(store) == 1, "the poison is parked");
        consumer.Mend();
        await TestApp.EventuallyAsync(async () => consumer.Taken.Contains(poison) && await ParkedAsync(store) == 0, "it arrives too");
    }

    private static async Task<long> ParkedAsync(IStore store) =>
        await store.ReadAsync(reader => reader.FirstAsync("select count(*) from parked_handovers", static row => row.Int64(0)));

    private sealed class Choosy : IEventConsumer
    {
        private volatile bool _isMended;

        public string Name => "choosy";

        public ConcurrentBag<long> Taken { get; } = [];

        public void Mend() => _isMended = true;

        public Task ConsumeAsync(IReadOnlyList<OutboxEvent> events, CancellationToken ct)
        {
            if (!_isMended && events.Any(static one => one.Data is { } data && data.AsSpan().IndexOf("poison"u8) >= 0
                && one.Kind is "customer"))
            {
                throw new InvalidOperationException("no poison");
            }

            foreach (var one in events.Where(static one => one.Kind is "customer"))
            {
                Taken.Add(one.RecordId);
            }

            return Task.CompletedTask;
        }

        public Task SyncAsync(CancellationToken ct) => Task.CompletedTask;
    }
}
