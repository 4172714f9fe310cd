using System.Diagnostics;

namespace Lockstep.Conformance.Support;

/// <summary>The scripts that run on Node, with the packages that <c>./test</c> installs beside them.</summary>
internal static class NodeFolder
{
    /// <summary>What a test that needs a provider or a client of OpenID is marked with; only <c>./test --full</c> runs those.</summary>
    public const string Trait = "Needs";

    public const string OpenId = "OpenID";

    /// <summary>The same for a test that needs Directus.</summary>
    public const string Directus = "Directus";

    private static string Path { get; } = Checkout.PathOf("tests", "Lockstep.Conformance", "Node");

    /// <summary>Starts a script; its output is read from the process.</summary>
    public static Process Start(string script, params (string Name, string Value)[] environment) =>
        Start(script, Array.Empty<string>(), environment);

    /// <summary>Runs a script, of a package too, to its end.</summary>
    /// <returns>Its exit code, and what it wrote.</returns>
    public static async Task<(int Code, string Output)> RunAsync(string script, params string[] arguments)
    {
        using var process = Start(script, arguments);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => process.HasExited, $"{script} does not end");
        return (process.ExitCode, await output + await errors);
    }

    /// <summary>Starts a script that may lie elsewhere, with arguments.</summary>
    public static Process Start(string script, string[] arguments, params (string Name, string Value)[] environment)
    {
        Directory
            .Exists(System.IO.Path.Combine(Path, "node_modules"))
            .ShouldBeTrue("./test installs the packages: cd tests/Lockstep.Conformance/Node && npm ci");
        var start = new ProcessStartInfo("node", [System.IO.Path.Combine(Path, script), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // A check tells its maker nothing, and asks for no newer one.
        (start.Environment["REDOCLY_TELEMETRY"], start.Environment["REDOCLY_SUPPRESS_UPDATE_NOTICE"]) = ("off", "true");
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
