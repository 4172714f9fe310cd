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
        var consumer = new Choosy(static () => new InvalidOperationException("no poison"));
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

    [Fact]
    public async Task An_outage_puts_no_event_aside_however_long_it_takes()
    {
        var consumer = new Choosy(static () => new IOException("the way is cut"));
        await using var app = await TestApp.StartAsync(builder =>
        {
            builder.Services.AddSingleton<IEventConsumer>(consumer);
            builder.Configuration.AddInMemoryCollection([new("Relay:RetryDelay", "00:00:00.001")]);
        });
        var id = await app.AddCustomerAsync("""{"name":"poison"}""");
        await TestApp.EventuallyAsync(() => Task.FromResult(consumer.Refused > 10), "it was tried often");
        (await ParkedAsync(app.Services.GetRequiredKeyedService<IStore>("crm"))).ShouldBe(0);
        consumer.Mend();
        await TestApp.EventuallyAsync(() => Task.FromResult(consumer.Taken.Contains(id)), "it arrives");
    }

    private static async Task<long> ParkedAsync(IStore store) =>
        await store.ReadAsync(reader => reader.FirstAsync("select count(*) from parked_handovers", static row => row.Int64(0)));

    private sealed class Choosy(Func<Exception> fault) : IEventConsumer
    {
        private volatile bool _isMended;
        private volatile int _refused;

        public string Name => "choosy";

        public ConcurrentBag<long> Taken { get; } = [];

        public int Refused => _refused;

        public void Mend() => _isMended = true;

        public Task ConsumeAsync(IReadOnlyList<OutboxEvent> events, CancellationToken ct)
        {
            if (!_isMended && events.Any(static one => one.Data is { } data && data.AsSpan().IndexOf("poison"u8) >= 0
                && one.Kind is "customer"))
            {
                Interlocked.Increment(ref _refused);
                throw fault();
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
