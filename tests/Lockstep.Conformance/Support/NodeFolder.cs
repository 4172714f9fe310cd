using System.Diagnostics;

namespace Lockstep.Conformance.Support;

/// <summary>The scripts that run on Node, with the packages that <c>./test --full</c> installs beside them.</summary>
internal static class NodeFolder
{
    /// <summary>What a test that needs Node is marked with; only <c>./test --full</c> runs those.</summary>
    public const string Trait = "Needs";

    public const string Node = "Node";

    private static string Path { get; } = Checkout.PathOf("tests", "Lockstep.Conformance", "Node");

    /// <summary>Starts a script; its output is read from the process.</summary>
    public static Process Start(string script, params (string Name, string Value)[] environment)
    {
        Directory.Exists(System.IO.Path.Combine(Path, "node_modules")).ShouldBeTrue("./test --full installs the packages: cd tests/Lockstep.Conformance/Node && npm ci");
        var start = new ProcessStartInfo("node", [System.IO.Path.Combine(Path, script)])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
