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
}
