using Lockstep.Host.Commands;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Host;

/// <summary><c>lockstep flows backfill</c> as a person at a terminal meets it.</summary>
public sealed class BackfillCommandTests : IDisposable
{
    private const string Flow = """
        name: late
        from:
          system: crm
          kind: customer
          on: [created]
        to:
          system: inventory
          kind: package
        map:
          customerId: id
          customerName: name
        set:
          kind: welcome
        """;

    private readonly TestFolder _flows = new();
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly StringWriter _errors = new() { NewLine = "\n" };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _flows.Dispose();
        _output.Dispose();
        _errors.Dispose();
    }

    [Fact]
    public async Task What_a_flow_missed_is_counted_and_brought_once()
    {
        await using var off = await TestApp.StartAsync(builder => builder.Configuration["LOCKSTEP_FLOWS"] = _flows.Path);
        await off.AddCustomerAsync("""{"name":"Ada"}""");
        await off.AddCustomerAsync("""{"name":"Bob"}""");
        await File.WriteAllTextAsync(_flows.File("late.yaml"), Flow, Ct);
        await using var app = await off.RestartAsync(builder => builder.Configuration["LOCKSTEP_FLOWS"] = _flows.Path);
        (await RunAsync(app, "late", isDryRun: true)).ShouldBe("0 late has missed 2 records; without --dry-run it is brought.\n");
        (await app.GetAsync("/api/sync/deliveries")).Items.ShouldBeEmpty("it was only said");
        (await RunAsync(app, "late", since: "2999-01-01", isDryRun: true)).ShouldBe("0 late has missed nothing.\n");
        (await RunAsync(app, "late")).ShouldEndWith("late had missed 2 records; they are on their way.\n");
        (await RunAsync(app, "late")).ShouldEndWith("late had missed nothing.\n");
        await TestApp.EventuallyAsync(async () => (await app.GetAsync("/api/packages")).Items.Count == 2, "they are brought");
        (await RunAsync(app, "none")).ShouldBe("1 ");
        (await RunAsync(app, "late", since: "yesterday")).ShouldBe("1 ");
        var lines = _errors.ToString().Split('\n');
        lines[0].ShouldStartWith("lockstep: There is no flow none in force; there are late.");
        lines[1].ShouldStartWith("lockstep: --since yesterday is no instant");
        lines.Length.ShouldBe(3, "each error is one line");
    }

    [Fact]
    public async Task A_backfill_is_paused_told_of_and_cancelled_from_the_terminal()
    {
        await using var off = await TestApp.StartAsync(builder => builder.Configuration["LOCKSTEP_FLOWS"] = _flows.Path);
        for (var number = 0; number < 3; number++)
        {
            await off.AddCustomerAsync($$"""{"name":"N{{number}}"}""");
        }

        await File.WriteAllTextAsync(_flows.File("late.yaml"), Flow, Ct);
        await using var app = await off.RestartAsync(builder => builder.Configuration["LOCKSTEP_FLOWS"] = _flows.Path);
        (await RunAsync(app, "late", move: "status")).ShouldBe("1 ");
        (await app.PostAsync("/api/sync/flows/late/backfill", """{"perSecond":1,"count":true}""")).Status.ShouldBe(202);
        await TestApp.EventuallyAsync(
            async () => (long)(await app.GetAsync("/api/sync/flows/late/backfill")).Body!["records"]! > 0, "it is under way");
        (await RunAsync(app, "late", move: "pause")).ShouldStartWith("0 paused: ");
        (await RunAsync(app, "late", move: "status")).ShouldContain(" of 3 records read");
        (await RunAsync(app, "late", perSecond: 1)).ShouldBe("1 ", "one at a time");
        (await RunAsync(app, "late", move: "cancel")).ShouldStartWith("0 cancelled: ");
        (await RunAsync(app, "late", move: "resume")).ShouldBe("1 ");
        (await RunAsync(app, "late")).ShouldContain("are on their way");
    }

    private async Task<string> RunAsync(
        TestApp app, string flow, string? since = null, bool isDryRun = false, int? perSecond = null, string? move = null)
    {
        var context = new CommandContext(
            app.Address.ToString(), TestApp.AdminEmail, static variable => variable is "LOCKSTEP_PASSWORD" ? TestApp.AdminPassword : null,
            null, _output, _errors);
        _output.GetStringBuilder().Clear();
        var code = await BackfillCommand.RunAsync(
            context, flow, new BackfillWish(since, isDryRun, perSecond, IsCounted: perSecond is not null, Move: move),
            TimeProvider.System, Ct);
        return $"{code} {_output}";
    }
}
