using System.Text.RegularExpressions;
using Lockstep.Runtime.Storage;

namespace Lockstep.Conformance.Telemetry;

/// <summary>With the real promtool, over a process that has done some work.</summary>
public sealed partial class When_Prometheus_reads_the_figures
{
    private static readonly Uri Figures = new("/metrics", UriKind.Relative);

    [Fact]
    public async Task It_finds_no_fault_and_all_that_the_handbook_tells_of()
    {
        await using var site = new Site(StoreKind.Sqlite);
        await using var server = ServerProcess.Start(site);
        using var api = await server.ReadyAsync();
        await api.CreateAsync("Zoe");
        await Eventually.HoldsAsync(async () => Delivered().IsMatch(await ReadAsync(api)) ? null : "nothing was delivered");

        var figures = await ReadAsync(api);
        var (code, output) = await Promtool.CheckAsync(figures);
        code.ShouldBe(0, output);
        output.ShouldBeEmpty();
        var handbook = await File.ReadAllTextAsync(Checkout.PathOf("docs", "operations.md"), TestContext.Current.CancellationToken);
        var told = Row().Matches(handbook).Select(row => row.Groups["series"].Value);
        Series()
            .Matches(figures)
            .Select(series => $"{series.Groups["name"]}{{{series.Groups["label"]}}}")
            .Distinct(StringComparer.Ordinal)
            .ShouldBe(told, ignoreOrder: true);
    }

    [Theory]
    [InlineData("# HELP a_total A.\n# TYPE a_total counter\na_total 1\n", 0)]
    [InlineData("# HELP a A.\n# TYPE a counter\na 1\n", 3)]
    [InlineData("# TYPE a_total counter\na_total 1\n", 3)]
    [InlineData("# HELP a_minutes A.\n# TYPE a_minutes gauge\na_minutes 1\n", 3)]
    [InlineData("a{\n", 1)]
    public async Task A_planted_fault_is_found(string figures, int code) => (await Promtool.CheckAsync(figures)).Code.ShouldBe(code);

    private static Task<string> ReadAsync(Api api) => api.Http.GetStringAsync(Figures, TestContext.Current.CancellationToken);

    [GeneratedRegex(
        """^lockstep_deliveries_delivered_total\{target="inventory"\} 1$""", RegexOptions.Multiline, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Delivered();

    /// <summary>A series in the text: its name, and the name of its label.</summary>
    [GeneratedRegex(
        """^(?<name>\w+)\{(?<label>\w+)="[^"]*"\} """, RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Series();

    /// <summary>A row of the handbook's table.</summary>
    [GeneratedRegex(
        """^\| `(?<series>lockstep_\w+\{\w+\})` \|""", RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Row();
}
