using Lockstep.Runtime.Outbox;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Runtime.Outbox;

public sealed class InProcessTransportTests
{
    private static readonly IReadOnlyList<OutboxEvent> None = [];

    [Fact]
    public async Task A_slow_consumer_keeps_the_events_from_nobody_else_and_the_relay_waits_for_it()
    {
        var slow = new Consumer();
        var quick = new Consumer();
        var published = new InProcessTransport([slow, quick]).PublishAsync(None, CancellationToken.None);
        await quick.Called.Task.SoonAsync();
        quick.Result.SetResult();
        published.IsCompleted.ShouldBeFalse();
        slow.Result.SetResult();
        await published.SoonAsync();
    }

    [Fact]
    public async Task A_consumer_that_fails_keeps_the_events_from_nobody_else_and_the_relay_hears_of_it_when_all_are_done()
    {
        var failing = new Consumer { Fault = new IOException("out of order") };
        var other = new Consumer();
        var published = new InProcessTransport([failing, other]).PublishAsync(None, CancellationToken.None);
        await other.Called.Task.SoonAsync();
        published.IsCompleted.ShouldBeFalse();
        other.Result.SetResult();
        (await Should.ThrowAsync<IOException>(() => published.SoonAsync())).Message.ShouldBe("out of order");
    }

    private sealed class Consumer : IEventConsumer
    {
        public string Name => "consumer";

        /// <summary>Thrown before anything is awaited.</summary>
        public Exception? Fault { get; init; }

        public TaskCompletionSource Called { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task ConsumeAsync(IReadOnlyList<OutboxEvent> events, CancellationToken ct)
        {
            Called.SetResult();
            return Fault is null ? Result.Task : throw Fault;
        }

        public Task SyncAsync(CancellationToken ct) => Task.CompletedTask;
    }
}
