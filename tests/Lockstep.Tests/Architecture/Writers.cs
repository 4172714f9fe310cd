using System.Text.RegularExpressions;
using Lockstep.Tests.Tidy;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Lockstep.Tests.Architecture;

/// <summary>
/// Each record has one writer, which every door calls: what publishes a change of a record, and what calls the writing statements of its
/// table, is one file.
/// </summary>
internal static partial class Writers
{
    private const string Publishing = "RecordChange";

    /// <summary>Kinds of records whose changes are published by more than one file, or by one that is not called a writer.</summary>
    public static IEnumerable<string> Second(IReadOnlyList<SourceFile> files)
    {
        var publishing = Modules(files)
            .SelectMany(file => file.Root.DescendantNodes().OfType<ObjectCreationExpressionSyntax>()
                .Where(made => made.Type.ToString() is Publishing)
                .Select(made => (Kind: made.ArgumentList?.Arguments.FirstOrDefault()?.ToString() ?? "?", file.Path)))
            .Distinct().ToLookup(one => one.Kind, one => one.Path, StringComparer.Ordinal);
        foreach (var kind in publishing)
        {
            var paths = kind.Order(StringComparer.Ordinal).ToList();
            if (paths.Count > 1)
            {
                yield return $"{kind.Key} has {paths.Count} writers: {string.Join(", ", paths)}";
            }
        }

        foreach (var problem in Callers(files).Concat(Past(files)))
        {
            yield return problem;
        }
    }

    /// <summary>
    /// Files that write through the table of a record, or note its changes down, and are neither its writer nor tell what it is.
    /// </summary>
    private static IEnumerable<string> Past(IReadOnlyList<SourceFile> files) =>
        from file in Modules(files)
        where !file.Path.EndsWith("Writer.cs", StringComparison.Ordinal) && !file.Path.EndsWith("Record.cs", StringComparison.Ordinal)
        from access in file.Root.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
        where WritingThrough().IsMatch(access.ToString())
        select $"{file.At(access)} writes past the record's writer: {access}";

    /// <summary>Files that write to the table of a record past its writer.</summary>
    private static IEnumerable<string> Callers(IReadOnlyList<SourceFile> files) => Modules(files)
        .SelectMany(file => file.Root.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
            .Where(static access => Writing().IsMatch(access.ToString()))
            .Select(access => (Table: access.Expression.ToString(), file.Path)))
        .Distinct()
        .GroupBy(static call => call.Table, static call => call.Path, StringComparer.Ordinal)
        .Where(static table => table.Count() > 1)
        .Select(static table => $"{table.Key} is written by {string.Join(", ", table.Order(StringComparer.Ordinal))}");

    private static IEnumerable<SourceFile> Modules(IReadOnlyList<SourceFile> files) =>
        files.Where(static file => file.IsCode && file.IsIn("src/Modules") && !file.IsIn("src/Modules/Identity"));

    [GeneratedRegex("^(Order|Movement)Table\\.(Try)?(Insert|InsertMany|Update|Delete)Async$", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Writing();

    [GeneratedRegex(
        "^(\\w+Record\\.)?Table\\.(TryInsertAsync|InsertManyAsync|UpdateAsync|DeleteAsync|Created|Updated|Deleted)$",
        RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex WritingThrough();
}
