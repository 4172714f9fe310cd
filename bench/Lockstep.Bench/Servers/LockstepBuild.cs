using System.Diagnostics;

namespace Lockstep.Bench.Servers;

/// <summary>The program under test: the one that is named, else the repository's, built in Release before its first use.</summary>
internal static class LockstepBuild
{
    private const string Host = "src/Host";
    private static readonly Lazy<Task<string>> Built = new(BuildAsync);

    /// <summary>The path of lockstep.dll.</summary>
    public static Task<string> AssemblyAsync(string? named) => named is null ? Built.Value : Task.FromResult(Path.GetFullPath(named));

    private static async Task<string> BuildAsync()
    {
        var project = Path.Combine(Workspace.Repository, Host);
        if (!Directory.Exists(project))
        {
            throw new NotAvailableException($"there is no {Host}");
        }

        string[] arguments = ["build", project, "--configuration", "Release", "--verbosity", "quiet", "--nologo"];
        using var build = Process.Start(
            new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = await build.StandardOutput.ReadToEndAsync();
        await build.WaitForExitAsync();
        var assembly = Path.Combine(project, "bin", "Release", "net10.0", "lockstep.dll");
        if (build.ExitCode != 0 || !File.Exists(assembly))
        {
            Console.Error.WriteLine(output);
            throw new NotAvailableException($"{Host} does not build");
        }

        return assembly;
    }
}
