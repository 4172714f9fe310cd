using Lockstep.Runtime.Telemetry;
using Lockstep.Tests.Support;
using Microsoft.Extensions.Logging;

namespace Lockstep.Tests.Runtime.Telemetry;

public sealed class LineBudgetTests
{
    [Fact]
    public void Errors_have_a_budget_too_and_what_was_hidden_is_told()
    {
        using var output = new StringWriter();
        using (var provider = new LineLoggerProvider(output, linesPerSecond: 3, new ManualClock(), isTerminal: false, new Hush()))
        {
            var logger = provider.CreateLogger("Lockstep.Gateway.Edge");
            for (var count = 0; count < 100; count++)
            {
                logger.Log(LogLevel.Error, new EventId(6001), "failed", new InvalidOperationException("with a long trace"),
                    static (state, _) => state);
            }
        }

        var lines = output.ToString().Split('\n');
        lines.Count(line => line.Contains("error: failed", StringComparison.Ordinal)).ShouldBe(3);
        lines.ShouldContain(line => line.Contains("97 more", StringComparison.Ordinal));
    }
}
