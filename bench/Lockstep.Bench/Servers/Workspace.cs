namespace Lockstep.Bench.Servers;

/// <summary>
/// Where things are: the repository, and a scratch folder in it, which is on a real disk, unlike many a temporary folder.
/// </summary>
internal static class Workspace
{
    private static int _folders;

    public static string Repository { get; } = FindRepository();

    private static string Scratch { get; } = Path.Combine(Repository, "artifacts", "bench");

    /// <summary>Throws away what an earlier run left.</summary>
    public static void Clean()
    {
        if (Directory.Exists(Scratch))
        {
            Directory.Delete(Scratch, recursive: true);
        }

        Directory.CreateDirectory(Scratch);
    }

    /// <summary>A new empty folder.</summary>
    public static string NewFolder(string name) =>
        Directory.CreateDirectory(Path.Combine(Scratch, $"{name}-{Interlocked.Increment(ref _folders)}")).FullName;

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("Run the benches from a clone of the repository.");
    }
}
