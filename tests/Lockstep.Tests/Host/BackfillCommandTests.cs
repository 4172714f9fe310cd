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
        (await RunAsync(app, "late", since: "2999-01-01")).ShouldBe("0 late has missed nothing.\n");
        (await RunAsync(app, "late")).ShouldBe("0 late had missed 2 records; 2 deliveries are on their way.\n");
        (await RunAsync(app, "late")).ShouldBe("0 late has missed nothing.\n");
        await TestApp.EventuallyAsync(async () => (await app.GetAsync("/api/packages")).Items.Count == 2, "they are brought");
        (await RunAsync(app, "none")).ShouldBe("1 ");
        (await RunAsync(app, "late", since: "yesterday")).ShouldBe("1 ");
        var lines = _errors.ToString().Split('\n');
        lines[0].ShouldStartWith("lockstep: There is no flow none in force; there are late.");
        lines[1].ShouldStartWith("lockstep: --since yesterday is no instant");
        lines.Length.ShouldBe(3, "each error is one line");
    }

    private async Task<string> RunAsync(TestApp app, string flow, string? since = null, bool isDryRun = false)
    {
        var context = new CommandContext(
            app.Address.ToString(), TestApp.AdminEmail, static variable => variable is "LOCKSTEP_PASSWORD" ? TestApp.AdminPassword : null,
            null, _output, _errors);
        _output.GetStringBuilder().Clear();
        var code = await BackfillCommand.RunAsync(context, flow, since, isDryRun, Ct);
        return $"{code} {_output}";
    }
}
