using Lockstep.Tests.Tidy;

namespace Lockstep.Tests.Architecture;

/// <summary>Files, or folders, of a project that need each other: none of them can be read, tested or moved without the others.</summary>
internal static class Circles
{
    public static IEnumerable<string> OfFiles(IReadOnlyList<SourceFile> files) =>
        Projects(files).SelectMany(project => In(Uses.Within(project)));

    /// <summary>
    /// Each folder by itself, and each folder of the first level with all below it: into a circle of those one may come by a folder below.
    /// </summary>
    public static IEnumerable<string> OfFolders(IReadOnlyList<SourceFile> files) => Projects(files)
        .SelectMany(project => OfFolders(project, static file => file.Folder).Concat(OfFolders(project, TopFolder)))
        .Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> OfFolders(List<SourceFile> project, Func<SourceFile, string> folderOf)
    {
        var folders = project.ToDictionary(file => file.Path, folderOf, StringComparer.Ordinal);
        return In(Uses.Within(project)
            .SelectMany(uses => uses.Value.Select(used => (From: folders[uses.Key], To: folders[used])))
            .Where(edge => !string.Equals(edge.From, edge.To, StringComparison.Ordinal))
            .GroupBy(edge => edge.From, edge => edge.To, StringComparer.Ordinal)
            .ToDictionary(edges => edges.Key, edges => edges.ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal));
    }

    private static string TopFolder(SourceFile file) => string.Join('/', file.Folder.Split('/').Take(LevelOf(file) + 1));

    private static int LevelOf(SourceFile file) => file.IsIn("src/Modules") ? 3 : 2;

    private static IEnumerable<List<SourceFile>> Projects(IReadOnlyList<SourceFile> files) => files
        .Where(file => file.IsCode && file.IsIn("src"))
        .GroupBy(file => string.Join('/', file.Path.Split('/').Take(LevelOf(file))), StringComparer.Ordinal)
        .Select(project => project.ToList());

    /// <summary>
    /// What leads to nothing, or only to what leads to nothing, is in no circle: what is left of it when all of that is taken away is.
    /// </summary>
    private static IEnumerable<string> In(Dictionary<string, HashSet<string>> uses)
    {
        while (true)
        {
            var loose = uses.Where(node => !node.Value.Any(uses.ContainsKey) || !uses.Values.Any(used => used.Contains(node.Key)))
                .Select(node => node.Key).ToList();
            if (loose.Count == 0)
            {
                break;
            }

            loose.ForEach(node => uses.Remove(node));
        }

        return uses.Count == 0 ? [] : [$"{string.Join(" → ", Walk(uses))} is a circle"];
    }

    /// <summary>From any node along the uses until one comes again.</summary>
    private static IEnumerable<string> Walk(Dictionary<string, HashSet<string>> uses)
    {
        var path = new List<string> { uses.Keys.Order(StringComparer.Ordinal).First() };
        while (true)
        {
            var next = uses[path[^1]].Where(uses.ContainsKey).Order(StringComparer.Ordinal).First();
            if (path.IndexOf(next) is var met and >= 0)
            {
                return path[met..].Append(next);
            }

            path.Add(next);
        }
    }
}
