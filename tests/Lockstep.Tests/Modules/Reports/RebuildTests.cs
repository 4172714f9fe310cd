using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Contracts.Systems;
using Lockstep.Host.Commands;
using Lockstep.Runtime.Storage;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Modules.Reports;

/// <summary>Reports are built anew while everything goes on.</summary>
[RunsOnEachStore]
public sealed class RebuildTests
{
    private static readonly DateOnly From = new(2024, 1, 1);
    private static readonly DateOnly To = new(2032, 1, 1);

    [Fact]
    public async Task Events_that_arrive_while_reports_are_built_are_in_them_once()
    {
        await using var app = await TestApp.StartAsync(static builder => builder.Configuration["Reports:RebuildPage"] = "3");
        var shop = new RandomShop(app.Admin, new Random(7));
        await shop.OpenAsync();
        for (var i = 0; i < 40; i++)
        {
            await shop.ChangeAsync();
        }

        var rebuilding = app.RebuildAsync();
        while (!rebuilding.IsCompleted)
        {
            await shop.ChangeAsync();
        }

        ((long)(await rebuilding)["records"]!).ShouldBeGreaterThan(10);
        await app.ShouldEqualARecountAsync(From, To, "UTC", "Europe/Berlin");
        var store = app.Services.GetRequiredKeyedService<IStore>("reports");
        await TestApp.EventuallyAsync(
            async () => await store.ReadAsync(reader => reader.FirstAsync("select count(distinct edition) from order_facts", static row =>
                row.Int64(0))) == 1,
            "what nobody needs any more is gone");
    }

    [Fact]
    public async Task A_rebuild_that_fails_again_and_again_is_tried_less_and_less_often_says_why_and_comes_right()
    {
        var clock = new ManualClock();
        var broken = new BrokenPages();
        await using var app = await TestApp.StartAsync(
            builder => builder.Services.AddSingleton<TimeProvider>(clock),
            decorate: builder => builder.Services.AddSingleton<IRecordPages>(broken));
        await app.ReadAsync("/api/reports/sales");
        broken.IsBroken = true;
        (await app.PostAsync("/api/reports/rebuild", "")).Status.ShouldBe(202);
        var pause = TimeSpan.FromSeconds(10);
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            var state = await FailedAsync(app, clock, attempt);
            ((string)state["reason"]!).ShouldContain(BrokenPages.Reason);
            var waits = At(state, "nextAt") - At(state, "startedAt");
            waits.ShouldBeGreaterThanOrEqualTo(pause);
            waits.ShouldBeLessThan(pause * 2);
            pause *= 2;
        }

        // Whoever asks again need not wait.
        broken.IsBroken = false;
        app.Renew();
        var done = await app.RebuildAsync();
        done["reason"].ShouldBeNull();
    }

    private static DateTimeOffset At(JsonNode state, string name) =>
        DateTimeOffset.Parse((string)state[name]!, CultureInfo.InvariantCulture);

    /// <summary>Lets time go by in small steps until so many attempts have failed.</summary>
    private static async Task<JsonNode> FailedAsync(TestApp app, ManualClock clock, long attempts)
    {
        JsonNode? state = null;
        await TestApp.EventuallyAsync(
            async () =>
            {
                clock.Advance(TimeSpan.FromMilliseconds(200));
                return (long)(state = await app.ReadAsync("/api/reports/rebuild"))["attempts"]! == attempts;
            },
            $"attempt {attempts} failed");
        return state!;
    }

    [Fact]
    public async Task What_is_wrong_is_right_again_and_the_command_tells_so()
    {
        await using var app = await TestApp.StartAsync();
        await app.ReadAsync("/api/reports/sales");
        var shop = new RandomShop(app.Admin, new Random(8));
        await shop.OpenAsync();
        for (var i = 0; i < 20; i++)
        {
            await shop.ChangeAsync();
        }

        await app.ShouldEqualARecountAsync(From, To, "UTC");
        await app.Services.GetRequiredKeyedService<IStore>("reports").WriteAsync(
            static transaction => transaction.ExecuteAsync("update sales set gross = gross + 1"), CancellationToken.None);
        var output = new StringWriter();
        var context = new CommandContext(
            app.Address.ToString(), TestApp.AdminEmail, static name => name is "LOCKSTEP_PASSWORD" ? TestApp.AdminPassword : null, null,
                output, TextWriter.Null);
        (await ReportsCommand.RebuildAsync(context, TimeProvider.System, CancellationToken.None)).ShouldBe(0);
        output.ToString().ShouldContain("Reports answer from ");
        await app.ShouldEqualARecountAsync(From, To, "UTC");
    }

    /// <summary>A module whose tickets can't be read at times.</summary>
    private sealed class BrokenPages : IRecordPages
    {
        public const string Reason = "out of reach";

        public bool IsBroken { get; set; }

        public string Kind => "ticket";

        public ValueTask<IReadOnlyList<ChangedRecord>> ReadAsync(long after, int limit, CancellationToken ct) =>
            IsBroken ? throw new HttpRequestException(Reason) : ValueTask.FromResult<IReadOnlyList<ChangedRecord>>([]);
    }
}
