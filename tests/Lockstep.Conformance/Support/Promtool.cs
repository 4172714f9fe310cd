using System.Diagnostics;

namespace Lockstep.Conformance.Support;

/// <summary>Prometheus' own check of figures: the one of this machine, or else the one that <c>./test</c> fetched.</summary>
internal static class Promtool
{
    /// <summary>Reads figures as a server of Prometheus would, and looks at their names, types, units and texts.</summary>
    /// <returns>0 when all is well, and what it said.</returns>
    public static async Task<(int Code, string Output)> CheckAsync(string figures)
    {
        var start = new ProcessStartInfo(LocalProgram.Find("promtool"), ["check", "metrics"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start).ShouldNotBeNull("promtool is missing? ./test fetches it");
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardInput.WriteAsync(figures);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }
}
