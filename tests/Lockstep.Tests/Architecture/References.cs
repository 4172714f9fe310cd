using System.Xml.Linq;
using Lockstep.Tests.Tidy;

namespace Lockstep.Tests.Architecture;

/// <summary>Which project may know which other one.</summary>
internal static class References
{
    private static readonly string[] Foundation = ["Contracts", "Runtime"];

    /// <summary>Reads the project files; packages may bring anything, other projects only what the table allows.</summary>
    public static IEnumerable<string> Forbidden(IReadOnlyList<SourceFile> files) =>
        from file in Projects(files)
        let allowed = Allowed(file.Path)
        where allowed is not null
        from reference in Items(file, "ProjectReference")
        let name = Path.GetFileNameWithoutExtension(reference.Replace('\\', '/')).Replace("Lockstep.", "", StringComparison.Ordinal)
        where !allowed.Contains(name, StringComparer.Ordinal)
        select $"{file.Path} refers to {name}; it may refer to {(allowed.Length == 0 ? "nothing" : string.Join(", ", allowed))}";

    /// <summary>Contracts stand on nothing at all, so that anybody can refer to them.</summary>
    public static IEnumerable<string> OfContracts(IReadOnlyList<SourceFile> files) =>
        from file in Projects(files)
        where file.IsIn("src/Contracts")
        from kind in (string[])["ProjectReference", "PackageReference", "FrameworkReference"]
        from reference in Items(file, kind)
        select $"{file.Path} refers to {reference}";

    private static IEnumerable<SourceFile> Projects(IReadOnlyList<SourceFile> files) =>
        files.Where(file => file.IsIn("src") && file.Path.EndsWith(".csproj", StringComparison.Ordinal));

    /// <summary>Null when everything is allowed; a new project must be entered here.</summary>
    private static string[]? Allowed(string project) => project.Split('/') switch
    {
        ["src", "Host", ..] => null,
        ["src", "Contracts", ..] => [],
        ["src", "Runtime" or "Connectors.Sdk", ..] => ["Contracts"],
        ["src", "Connectors", ..] => ["Connectors.Sdk"],
        ["src", "Sync", ..] => [.. Foundation, "Connectors.Sdk"],
        ["src", "Modules", "Identity", ..] => [.. Foundation, "Backup"],
        ["src", "Modules", ..] => [.. Foundation, "Imports"],
        ["src", "Backup" or "Imports" or "Gateway" or "Portal", ..] => Foundation,
        _ => [],
    };

    private static IEnumerable<string> Items(SourceFile project, string kind) =>
        XDocument.Parse(project.Text).Descendants(kind).Select(item => item.Attribute("Include")?.Value ?? "");
}
