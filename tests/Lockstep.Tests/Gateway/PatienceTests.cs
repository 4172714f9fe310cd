using System.Text;
using System.Text.Json.Nodes;
using Lockstep.Contracts.Access;
using Lockstep.Contracts.Customers;
using Lockstep.Tests.Modules.Crm.Import;
using Lockstep.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Gateway;

/// <summary>How long the edge waits: for requests that take too long, and for connections that do nothing.</summary>
public sealed class PatienceTests
{
    private const string Last = "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    private readonly ManualClock _clock = new();
    private readonly SlowPart _slow = new();

    [Fact]
    public async Task A_request_out_of_time_is_called_off_and_says_when_to_try_again()
    {
        await using var app = await StartAsync();
        var request = app.GetAsync("/api/customers/1/overview");
        await _slow.Reached.SoonAsync();
        _clock.Advance(TimeSpan.FromSeconds(29));
        request.IsCompleted.ShouldBeFalse();
        _clock.Advance(TimeSpan.FromSeconds(1));
        var answer = await request.SoonAsync();
        answer.ShouldBeProblem(503, "out of time");
        answer.Verdict().ShouldBe((503, 5));
        (await app.GetAsync("/api/customers")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task What_may_take_its_time_is_let_be()
    {
        await using var app = await StartAsync(("Import:BatchRows", "1"), ("Import:ReadRows", "1"));
        using var content = new HeldContent(Encoding.UTF8.GetBytes("name\n" + string.Concat(Enumerable.Repeat("Ada\n", 20))));
        content.Headers.ContentType = new("text/csv");
        var request = app.Admin.SendContentAsync(HttpMethod.Post, "/api/customers/import", content);
        await TestApp.EventuallyAsync(async () => (long)(await app.GetAsync("/api/customers")).Body!["total"]! > 0, "the import has begun");
        _clock.Advance(TimeSpan.FromHours(1));
        content.GoOn();
        (await request.SoonAsync()).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_body_that_does_not_come_in_time_is_waited_for_no_longer()
    {
        await using var app = await StartAsync();
        using var socket = await RawSocket.OpenAsync(app.Address);
        await socket.SendAsync(
            "POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Content-Length: 10\r\nConnection: close\r\n\r\n{");
        var answer = socket.ReadToEndAsync();
        await TestApp.EventuallyAsync(
            () =>
            {
                _clock.Advance(TimeSpan.FromSeconds(30));
                return Task.FromResult(answer.IsCompleted);
            },
            "the request is called off");
        (await answer).Status.ShouldBe(503);
        ((int)JsonNode.Parse((await answer).Body)!["status"]!).ShouldBe(503);
    }

    [Fact]
    public async Task Idle_connections_do_not_keep_others_out_not_even_from_the_same_address()
    {
        await using var app = await EdgeApp.StartAsync(("Edge:ConnectionsMax", "400"), ("Edge:ConnectionsPerAddress", "100"));
        var idle = new List<RawSocket>();
        try
        {
            // More than fit at all, one after the other: each newcomer takes the place of the one that has idled longest.
            for (var number = 0; number < 1_000; number++)
            {
                idle.Add(await RawSocket.OpenAsync(app.Address));
            }

            (await idle[0].ReadToEndAsync()).Status.ShouldBe(0, "closed");
            await TestApp.EventuallyAsync(async () => (await RawSocket.AskAsync(app.Address, Last)).Status == 200, "a newcomer is served");
        }
        finally
        {
            idle.ForEach(socket => socket.Dispose());
        }
    }

    [Fact]
    public async Task A_connection_at_work_ends_its_request_before_it_makes_room()
    {
        await using var app = await StartAsync(("Edge:ConnectionsPerAddress", "3"));
        using var busy = await RawSocket.OpenAsync(app.Address);
        await busy.SendAsync("GET /api/customers/1/overview HTTP/1.1\r\nHost: localhost\r\nAuthorization: "
            + $"{app.Admin.DefaultRequestHeaders.Authorization}\r\n\r\n");
        await _slow.Reached.SoonAsync();
        var others = new List<RawSocket>();
        for (var number = 0; number < 4; number++)
        {
            others.Add(await RawSocket.OpenAsync(app.Address));
        }

        await others[^1].SendAsync(Last);
        (await others[^1].ReadToEndAsync()).Status.ShouldBe(200);
        _slow.Go();
        var answer = await busy.ReadToEndAsync();
        others.ForEach(socket => socket.Dispose());
        answer.Status.ShouldBe(404, "there is no such customer");
        answer.Headers["Connection"].ShouldBe("close");
    }

    private Task<TestApp> StartAsync(params (string Name, string Value)[] settings) => TestApp.StartAsync(builder =>
    {
        builder.Configuration.AddInMemoryCollection([new("Aggregation:SourceTimeout", "00:01:00")]);
        builder.Configuration.AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create(pair.Name, (string?)pair.Value)));
        builder.Services.AddSingleton<TimeProvider>(_clock);
        builder.Services.AddSingleton<IOverviewPart>(_slow);
    });

    /// <summary>A part of the overview that is there when the test says so.</summary>
    private sealed class SlowPart : IOverviewPart
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<OverviewAnswer?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IReadOnlyList<string> Names { get; } = ["slow"];

        public string Permission => Permissions.CustomersRead;

        public string? OwnPermission => null;

        public Task Reached => _reached.Task;

        public void Go() => _answer.SetResult(null);

        public async ValueTask<OverviewAnswer?> ReadAsync(OverviewQuestion question, CancellationToken ct)
        {
            _reached.TrySetResult();
            return await _answer.Task.WaitAsync(ct);
        }
    }
}
