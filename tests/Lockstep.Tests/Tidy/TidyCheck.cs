namespace Lockstep.Tests.Tidy;

/// <summary>One rule about the files of the repository: a pure function that says what breaks it, and a pair of examples.</summary>
internal sealed record TidyCheck(string Name, Func<IReadOnlyList<SourceFile>, IEnumerable<string>> Find)
{
    /// <summary>Breaks the rule exactly once.</summary>
    public required IReadOnlyList<SourceFile> Planted { get; init; }

    /// <summary>Keeps it, as close to the other as can be.</summary>
    public required IReadOnlyList<SourceFile> Clean { get; init; }

    /// <summary>A rule about each file of code by itself.</summary>
    public static TidyCheck OfCode(string name, Func<SourceFile, IEnumerable<string>> find, string planted, string clean) => new(
        name, files => files.Where(file => file.IsCode).SelectMany(find))
    {
        Planted = [new SourceFile("src/Sync/Planted.cs", planted)],
        Clean = [new SourceFile("src/Sync/Planted.cs", clean)],
    };
}
