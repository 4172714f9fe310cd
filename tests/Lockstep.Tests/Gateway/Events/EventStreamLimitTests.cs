using System.IO.Pipelines;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Streams;
using Lockstep.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Gateway.Events;

/// <summary>How many streams there may be, and what becomes of clients that are slower than the events.</summary>
[RunsOnEachStore]
public sealed class EventStreamLimitTests
{
    private const int BufferMax = 8;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_stream_more_than_a_caller_may_have_is_a_429_until_one_is_closed()
    {
        await using var app = await EdgeApp.StartAsync(("EventStream:PerCallerMax", "2"), ("EventStream:Max", "3"));
        var first = await StreamClient.BegunAsync(app.Admin);
        using var second = await StreamClient.BegunAsync(app.Admin);
        (await app.GetAsync("/api/events/stream")).Verdict().ShouldBe((429, 5));
        using var other = app.As("support");
        using var third = await StreamClient.BegunAsync(other);
        using var another = app.As("support", "sales");
        (await another.SendAsync(HttpMethod.Get, "/api/events/stream", null)).Verdict().ShouldBe((503, 5));
        (await app.GetAsync("/api/events/stream?after=crm.999")).Status.ShouldBe(429);
        first.Dispose();
        await TestApp.EventuallyAsync(
            async () =>
            {
                using var again = await StreamClient.OpenAsync(app.Admin);
                return again.Status == 200;
            },
            "there is room again");
    }

    [Fact]
    public async Task A_refused_stream_takes_no_room()
    {
        await using var app = await EdgeApp.StartAsync(("EventStream:PerCallerMax", "1"));
        (await app.GetAsync("/api/events/stream?after=crm.999")).Status.ShouldBe(409);
        (await app.GetAsync("/api/events/stream?wait=0")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_client_that_does_not_read_costs_a_few_events_of_memory_and_gets_every_event_once_it_reads()
    {
        await using var app = await EdgeApp.StartAsync(("EventStream:BufferMax", $"{BufferMax}"));
        var pipe = NewPipe();
        using var stream = await OpenAsync(app);
        var running = stream.RunAsync(pipe.Writer, null, static () => { }, Ct);
        for (var number = 0; number < 150; number++)
        {
            await app.AddCustomerAsync($$$"""{"name":"{{{number}}}","address":{"line":"{{{new string('x', 300)}}}"}}""");
            stream.Waiting.ShouldBeLessThanOrEqualTo(BufferMax);
        }

        await app.NumberedAsync("crm");
        var lines = new StreamReader(pipe.Reader.AsStream());
        for (var number = 1; number <= 150; number++)
        {
            (await DataAsync(lines)).ShouldContain($"\"customers/{number}\"");
        }

        // And from memory again, now that it has caught up.
        var id = await app.AddCustomerAsync("""{"name":"late"}""");
        (await DataAsync(lines)).ShouldContain($"\"customers/{id}\"");
        running.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_page_of_large_events_is_bounded_in_bytes_and_what_is_behind_it_comes_all_the_same()
    {
        const int Bytes = 2_000;
        await using var app = await EdgeApp.StartAsync(("EventStream:BatchBytesMax", $"{Bytes}"));
        await FillAsync(app);
        (await app.PostAsync("/api/customers/2/notes", $$"""{"text":"{{new string('z', 3 * Bytes)}}"}""")).Status.ShouldBe(201);
        (await app.Admin.SendAsync(HttpMethod.Delete, "/api/customers/2/notes/1", null)).Status.ShouldBe(204);
        await app.NumberedAsync("crm");
        var store = app.Services.GetRequiredKeyedService<IStore>("crm");
        var (read, position, isFull) = (new List<OutboxEvent>(), 0L, true);
        while (isFull)
        {
            (var page, isFull) = await store.ReadAsync(
                reader => OutboxReader.ReadBoundedAsync(reader, "crm", position, 200, Bytes), Ct);
            page.SkipLast(1).Sum(static one => one.Data?.Length ?? 0).ShouldBeLessThan(Bytes);
            page.Count.ShouldBeInRange(isFull ? 1 : 0, 5);
            read.AddRange(page);
            position = read[^1].Position;
        }

        read.Count.ShouldBe(62);
        using var client = await StreamClient.BegunAsync(app.Admin, "?type=lockstep.customer*&after=oldest&wait=0");
        var seen = new List<string>();
        while (await client.NextAsync() is { } one)
        {
            seen.Add(one.Change);
        }

        seen.ShouldBe(read.Select(static one => $"{one.Subject}@{one.Version}"));
    }

    [Fact]
    public async Task A_client_that_takes_nothing_at_all_is_cut_off()
    {
        await using var app = await EdgeApp.StartAsync(("EventStream:StallMax", "00:00:00.500"));
        using var stream = await OpenAsync(app);
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var running = stream.RunAsync(NewPipe().Writer, null, gone.Cancel, gone.Token);
        await FillAsync(app);
        await Should.ThrowAsync<OperationCanceledException>(running);
    }

    [Fact]
    public async Task A_stream_behind_which_events_were_removed_says_so_and_ends()
    {
        await using var app = await EdgeApp.StartAsync(("EventStream:BufferMax", "1"), ("EventStream:BatchMax", "1"));
        var pipe = NewPipe();
        using var stream = await OpenAsync(app);
        var running = stream.RunAsync(pipe.Writer, null, static () => { }, Ct);
        await FillAsync(app);
        await app.NumberedAsync("crm");
        await app.Services.GetRequiredKeyedService<IStore>("crm").WriteAsync(transaction => transaction.ExecuteAsync(
            "delete from outbox where position < (select max(position) from outbox)"), Ct);
        var text = await new StreamReader(pipe.Reader.AsStream()).ReadToEndAfterAsync(running, pipe.Writer);
        text.ShouldEndWith("\n\n");
        text.Split("\n\n")[^2].ShouldStartWith("event: gap\ndata: {\"reason\":\"expired\"");
    }

    /// <summary>More than a chunk and a buffer hold.</summary>
    private static async Task FillAsync(TestApp app)
    {
        for (var number = 0; number < 60; number++)
        {
            await app.AddCustomerAsync(
                $$$"""{"name":"{{{number}}}","address":{"line":"{{{new string('x', 300)}}}","city":"{{{new string('y', 100)}}}"}}""");
        }
    }

    /// <summary>A connection that is full when anything is in it.</summary>
    private static Pipe NewPipe() =>
        new(new PipeOptions(pauseWriterThreshold: 2, resumeWriterThreshold: 1, useSynchronizationContext: false));

    private static async Task<EventStream> OpenAsync(TestApp app)
    {
        var context = new DefaultHttpContext();
        context.Request.QueryString = new QueryString("?type=lockstep.customer.*");
        var (request, _) = StreamRequest.Read(context.Request);
        var caller = new Caller("user:1", "somebody", Permissions.All);
        var (stream, refusal) = await app.Services.GetRequiredService<EventStreams>().OpenAsync(request!, caller, Ct);
        return stream.ShouldNotBeNull(refusal?.Detail);
    }

    private static async Task<string> DataAsync(StreamReader lines)
    {
        while (await lines.ReadLineAsync(Ct) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException("The stream ended.");
    }
}

/// <summary>Reads what a stream wrote.</summary>
internal static class StreamReading
{
    public static async Task<string> ReadToEndAfterAsync(this StreamReader lines, Task running, PipeWriter writer)
    {
        var reading = lines.ReadToEndAsync(TestContext.Current.CancellationToken);
        await running;
        await writer.CompleteAsync();
        return await reading;
    }
}
