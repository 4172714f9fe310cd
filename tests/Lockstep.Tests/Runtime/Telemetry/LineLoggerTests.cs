using Lockstep.Runtime.Telemetry;
using Lockstep.Tests.Support;
using Microsoft.Extensions.Logging;

namespace Lockstep.Tests.Runtime.Telemetry;

public sealed partial class LineLoggerTests
{
    private readonly ManualClock _clock = new();
    private readonly Hush _hush = new();

    [Theory]
    [InlineData(false, @"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}  crm        warning: customer 1 in 3 ms\n$")]
    [InlineData(true, @"^\d\d:\d\d:\d\d\.\d{3}  crm        \e\[33mwarning: \e\[0mcustomer 1 in 3 ms\n$")]
    public void A_file_gets_the_date_and_a_terminal_colours(bool isTerminal, string pattern) =>
        Lines(isTerminal, static logger => Said(logger, 1, 2.6)).ShouldMatch(pattern);

    [Fact]
    public void What_is_beyond_the_budget_is_told_by_an_example_and_never_by_a_template()
    {
        var lines = Lines(isTerminal: false, static logger =>
        {
            for (var id = 1; id <= 25; id++)
            {
                Said(logger, id, 1);
            }
        });
        lines.ShouldContain("… and 5 more like: customer 21 in 1 ms");
        lines.ShouldNotContain("{");
    }

    [Theory]
    [InlineData("customers/26", "customer 26")]
    [InlineData("/api/orders/1", "order 1")]
    [InlineData("nothing", "nothing")]
    public void Records_are_said_in_one_way(string path, string name) => RecordNames.Of(path).ShouldBe(name);

    private string Lines(bool isTerminal, Action<ILogger> say)
    {
        var output = new StringWriter { NewLine = "\n" };
        using (var provider = new LineLoggerProvider(output, 20, _clock, isTerminal, _hush))
        {
            say(provider.CreateLogger("Lockstep.Crm.Customers"));
        }

        return output.ToString();
    }

    [LoggerMessage(1, LogLevel.Warning, "customer {Id} in {Took:0} ms")]
    private static partial void Said(ILogger logger, int id, double took);
}
