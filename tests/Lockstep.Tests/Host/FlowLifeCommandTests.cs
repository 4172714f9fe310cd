using Lockstep.Host.Commands;
using Lockstep.Tests.Support;
using Lockstep.Tests.Sync.Life;

namespace Lockstep.Tests.Host;

/// <summary>
/// <c>lockstep flows list</c>, <c>apply</c>, <c>pause</c>, <c>resume</c> and <c>history</c> as a person at a terminal meets them.
/// </summary>
public sealed class FlowLifeCommandTests : IDisposable
{
    private readonly TestFolder _own = new();
    private readonly StringWriter _output = new() { NewLine = "\n" };
    private readonly StringWriter _errors = new() { NewLine = "\n" };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _own.Dispose();
        _output.Dispose();
        _errors.Dispose();
    }

    [Fact]
    public async Task A_person_applies_pauses_looks_back_and_goes_back()
    {
        await using var site =
            await LifeSite.StartAsync(("shop.yaml", LifeSite.ToShop()), ("off.yaml", LifeSite.ToShop("enabled: false", "resting")));
        var file = _own.File("mine.yaml");
        await File.WriteAllTextAsync(file, LifeSite.ToShop("description: by hand\ntables: { country: country.csv }"), Ct);
        await File.WriteAllTextAsync(_own.File("country.csv"), "code,name\nDE,Germany\n", Ct);
        (await RunAsync(context => FlowLifeCommands.ApplyAsync(context, [file], null, null, true, Ct), site))
            .ShouldMatch("(?s)^0 .*\\+ description: by hand\n.*to-shop: without --dry-run this is applied.\n$");
        (await RunAsync(context => FlowLifeCommands.ApplyAsync(context, [file], null, 7, false, Ct), site)).ShouldStartWith("1 ");
        _errors.ToString().ShouldContain("is at version 1 by now");
        (await RunAsync(context => FlowLifeCommands.ApplyAsync(context, [file], null, 1, false, Ct), site))
            .ShouldEndWith("to-shop: version 2 is in force.\n");
        (await RunAsync(context => FlowLifeCommands.PauseAsync(context, "to-shop", "stock-taking", Ct), site)).ShouldMatch(
            "^0 to-shop is paused since .* by user:1: stock-taking; lockstep flows resume to-shop lets it go on.\n$");
        site.Write("shop.yaml", LifeSite.ToShop("tiemout: 3s"));
        await site.LookAsync();
        var list = await RunAsync(context => FlowLifeCommands.ListAsync(context, Ct), site);
        list.ShouldMatch(
            "^0 FLOW     STATE   VERSION  FROM          TO             TRIGGER  APPLIED\n"
            + "to-shop  paused  2        crm customer  shop customer  event    ....-..-.. ..:..:..Z api\n"
            + "to-shop is paused since ....-..-.. ..:..:..Z by user:1: stock-taking\n"
            + "wrong: shop.yaml: tiemout is not a field of a flow; .* at 6:10; to-shop goes on as it was\n"
            + "off: resting\n$");
        (await RunAsync(context => FlowLifeCommands.ResumeAsync(context, "to-shop", Ct), site)).ShouldBe("0 to-shop goes on.\n");
        (await RunAsync(context => FlowLifeCommands.ApplyAsync(context, ["to-shop"], 1, null, false, Ct), site))
            .ShouldBe("0 to-shop: version 3 is in force.\n");
        await ShouldLookBackAsync(site);
        (await RunAsync(context => FlowLifeCommands.ApplyAsync(context, [_own.File("none.yaml")], null, null, false, Ct), site))
            .ShouldBe("1 ");
    }

    private async Task ShouldLookBackAsync(LifeSite site)
    {
        var history = (await RunAsync(context => FlowLifeCommands.HistoryAsync(context, "to-shop", null, null, null, Ct), site))
            .Split('\n');
        history[0].ShouldMatch("^0 VERSION +APPLIED +BY +FROM +STATE +SHA-256$");
        history.Length.ShouldBe(5);
        history[1].ShouldMatch("^3 .* user:1 +api +in force +[0-9a-f]{12}$");
        history[3].ShouldMatch("^1 .* system:flows +file +replaced");
        (await RunAsync(context => FlowLifeCommands.HistoryAsync(context, "to-shop", 2, null, null, Ct), site))
            .ShouldContain("description: by hand");
        (await RunAsync(context => FlowLifeCommands.HistoryAsync(context, "to-shop", null, 2, null, Ct), site))
            .ShouldContain("- description: by hand\n");
        (await RunAsync(context => FlowLifeCommands.HistoryAsync(context, "to-shop", null, 1, 3, Ct), site))
            .ShouldBe("0 Versions 1 and 3 are the same.\n");
    }

    private async Task<string> RunAsync(Func<CommandContext, Task<int>> run, LifeSite site)
    {
        var context = new CommandContext(
            site.App.Address.ToString(), TestApp.AdminEmail, static variable => variable is "LOCKSTEP_PASSWORD" ? TestApp.AdminPassword
                : null,
            null, _output, _errors);
        _output.GetStringBuilder().Clear();
        return $"{await run(context)} {_output}";
    }
}
