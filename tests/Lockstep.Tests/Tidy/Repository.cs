namespace Lockstep.Tests.Tidy;

/// <summary>The files of this repository, without what builds and runs leave behind.</summary>
internal static class Repository
{
    private static readonly HashSet<string> LeftBehind = new(StringComparer.Ordinal)
    {
        ".git",
        "bin",
        "obj",
        "data",
        "artifacts",
        "node_modules",
        ".vs",
        ".idea",
    };

    private static readonly HashSet<string> TextKinds = new(StringComparer.Ordinal)
    {
        "", ".cs", ".ts", ".tsx", ".csproj", ".props", ".slnx", ".md", ".yaml", ".yml", ".sql", ".json", ".mjs", ".sh", ".txt", ".service",
        ".editorconfig", ".gitignore", ".gitattributes",
    };

    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<SourceFile> Files { get; } = [.. Read(Root)];

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Lockstep.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return folder;
    }

    private static IEnumerable<SourceFile> Read(string folder)
    {
        foreach (var inner in Directory.EnumerateDirectories(folder).Where(inner => !LeftBehind.Contains(Path.GetFileName(inner))))
        {
            foreach (var file in Read(inner))
            {
                yield return file;
            }
        }

        foreach (var file in Directory.EnumerateFiles(folder).Where(IsOurs).Order(StringComparer.Ordinal))
        {
            yield return new SourceFile(Path.GetRelativePath(Root, file).Replace('\\', '/'), File.ReadAllText(file));
        }
    }

    /// <summary>A worktree's .git is a file; the OpenAPI document is written by the build and not kept.</summary>
    private static bool IsOurs(string file) =>
        TextKinds.Contains(Path.GetExtension(file))
        && Path.GetFileName(file) is not (".git" or "openapi.json")
        && !LeftBehind.Contains(Path.GetFileName(file));
}
