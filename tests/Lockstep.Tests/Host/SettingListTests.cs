using System.Text.Json.Nodes;
using Lockstep.Host.Settings;
using Lockstep.Runtime;
using Lockstep.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Host;

/// <summary>What an administrator sees of the settings.</summary>
public sealed class SettingListTests
{
    private const string Hidden = "nobody-is-shown-this";

    [Fact]
    public async Task Each_setting_is_told_with_its_value_where_it_came_from_its_default_and_its_range()
    {
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(
            folder.File("lockstep.json"), """{ "Batch": { "ItemsMax": 7 } }""", TestContext.Current.CancellationToken);
        await using var app = await TestApp.StartAsync(builder => builder.Configuration
            .AddJsonFile(folder.File("lockstep.json"))
            .AddCommandLine(["--Batch:Parallel=2"])
            .AddInMemoryCollection([new("Oidc:RoleMap:staff", "sales"), new("LOCKSTEP_LOG_LINES", "30")]));
        var all = await ReadAsync(app);
        Told(all["Batch__ItemsMax"]).ShouldBe(("7", "file", "50", "1", "1000"));
        Told(all["Batch__Parallel"]).ShouldBe(("2", "command-line", "4", "1", "100"));
        Told(all["Batch__ReadTimeout"]).ShouldBe(("00:00:10", "default", "00:00:10", "00:00:00.050", "00:10:00"));
        Told(all["Oidc__RoleMap"]).ShouldBe(("staff=sales", "program", null, null, null));
        Told(all["LOCKSTEP_LOG_LINES"]).ShouldBe(("30", "program", null, null, null));
        all["Mail__StartTls"]["allowed"]?.AsArray().Select(static one => (string?)one).ShouldBe(["true", "false"]);
        ((long?)all["Mail__Host"]["lengthMax"], (string?)all["Mail__Host"]["value"]).ShouldBe((255, null));
    }

    [Fact]
    public async Task Of_a_secret_nothing_is_told_but_whether_it_is_set()
    {
        await using var app = await TestApp.StartAsync(static builder => builder.Configuration.AddInMemoryCollection(
            [new("Mail:Password", Hidden), new("Metrics:Token", Hidden), new("LOCKSTEP_TOKEN", Hidden)]));
        var answer = await app.GetAsync("/api/settings");
        answer.Body!.ToJsonString().ShouldNotContain(Hidden);
        var all = await ReadAsync(app);
        foreach (var name in new[] { "Mail__Password", "Metrics__Token", "LOCKSTEP_TOKEN" })
        {
            ((bool)all[name]["isSecret"]!, (string?)all[name]["value"]).ShouldBe((true, "***"));
        }

        ((bool)all["Oidc__ClientSecret"]["isSecret"]!, (string?)all["Oidc__ClientSecret"]["value"]).ShouldBe((true, null));
    }

    [Fact]
    public async Task Every_setting_that_somebody_reads_is_in_the_list_once()
    {
        await using var app = await TestApp.StartAsync();
        var names = (await app.GetAsync("/api/settings")).Body!["items"]!.AsArray().Select(static one => (string)one!["name"]!).ToList();
        names.ShouldBeUnique(StringComparer.Ordinal);
        var known = app.Services.GetServices<SettingSection>().SelectMany(static section => section.Names)
            .Select(static name => name.Replace(":", "__", StringComparison.Ordinal)).Concat(SettingNames.Plain);
        known.Except(names, StringComparer.Ordinal).ShouldBeEmpty();
    }

    private static async Task<Dictionary<string, JsonNode>> ReadAsync(TestApp app) =>
        (await app.GetAsync("/api/settings")).Body!["items"]!.AsArray().ToDictionary(
            static one => (string)one!["name"]!, static one => one!, StringComparer.Ordinal);

    private static (string? Value, string? Source, string? Default, string? Min, string? Max) Told(JsonNode setting) => (
        (string?)setting["value"], (string?)setting["source"], (string?)setting["default"], (string?)setting["min"],
        (string?)setting["max"]);
}
