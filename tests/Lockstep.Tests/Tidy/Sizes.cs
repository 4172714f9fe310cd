using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Lockstep.Tests.Tidy;

/// <summary>How long files and methods may be.</summary>
internal static class Sizes
{
    public const int FileMax = 300;
    public const int FileMedianMax = 60;
    public const int FileMostMax = 150;
    public const int MethodMax = 40;
    public const int MethodMedianMax = 8;
    public const int FrontDoorMax = 80;
    public const int ReadmeMax = 40;
    public const int WidthMax = 140;

    public static IEnumerable<string> LongFiles(IReadOnlyList<SourceFile> files) => files
        .Where(file => (file.IsCode || file.Path.EndsWith(".sql", StringComparison.Ordinal)) && file.Lines > FileMax)
        .Select(file => $"{file.Path} has {file.Lines} lines, more than {FileMax}");

    public static IEnumerable<string> LongMethods(IReadOnlyList<SourceFile> files) => Methods(files)
        .Where(method => method.Lines > MethodMax)
        .Select(method => $"{method.At} has {method.Lines} lines, more than {MethodMax}");

    /// <summary>Outside src a raw string holds what is sent or answered as it is, however wide.</summary>
    public static IEnumerable<string> WideLines(IReadOnlyList<SourceFile> files) =>
        from file in files
        where file.IsCode
        let text = file.Root.GetText()
        from line in text.Lines
        where line.Span.Length > WidthMax && (file.IsIn("src") || !IsRaw(file.Root.FindToken(line.Start + WidthMax)))
        select $"{file.Path}:{line.LineNumber + 1} is {line.Span.Length} columns wide, more than {WidthMax}";

    private static bool IsRaw(SyntaxToken token) => token.Kind() is SyntaxKind.SingleLineRawStringLiteralToken
        or SyntaxKind.MultiLineRawStringLiteralToken
        || token.Parent?.FirstAncestorOrSelf<InterpolatedStringExpressionSyntax>()?.StringStartToken.Kind()
            is SyntaxKind.InterpolatedSingleLineRawStringStartToken or SyntaxKind.InterpolatedMultiLineRawStringStartToken;

    /// <summary>Of the pages none is.</summary>
    public static IEnumerable<string> WideLinesOfPages(IReadOnlyList<SourceFile> files) =>
        from file in files
        where file.Path.EndsWith(".ts", StringComparison.Ordinal) || file.Path.EndsWith(".tsx", StringComparison.Ordinal)
        from line in file.Text.Split('\n').Index()
        where line.Item.Length > WidthMax
        select $"{file.Path}:{line.Index + 1} is wider than {WidthMax} columns";

    public static IEnumerable<string> LongReadmes(IReadOnlyList<SourceFile> files) => files
        .Where(file => file.Name is "README.md" && file.Lines > (file.Folder.Length == 0 ? FrontDoorMax : ReadmeMax) && !file.IsIn("bench"))
        .Select(file => $"{file.Path} has {file.Lines} lines");

    /// <summary>Most files are short: the median, and the length that nine of ten stay within.</summary>
    public static IEnumerable<string> Spread(IReadOnlyList<SourceFile> files)
    {
        var lengths = FileLengths(files);
        if (Part(lengths, 0.5) is var median and > FileMedianMax)
        {
            yield return $"the median file of src has {median} lines, more than {FileMedianMax}";
        }

        if (Part(lengths, 0.9) is var most and > FileMostMax)
        {
            yield return $"one file of ten in src has {most} lines, more than {FileMostMax}";
        }

        if (Part(MethodLengths(files), 0.5) is var method and > MethodMedianMax)
        {
            yield return $"the median method of src has {method} lines, more than {MethodMedianMax}";
        }
    }

    /// <summary>The figures, for people.</summary>
    public static string Report(IReadOnlyList<SourceFile> files)
    {
        var (lengths, methods) = (FileLengths(files), MethodLengths(files));
        return $"src: {lengths.Length} files, median {Part(lengths, 0.5)} lines, p90 {Part(lengths, 0.9)}, longest {lengths[^1]}; "
            + $"{methods.Length} methods, median {Part(methods, 0.5)}, p90 {Part(methods, 0.9)}, longest {methods[^1]}";
    }

    private static int[] FileLengths(IReadOnlyList<SourceFile> files) =>
        [.. files.Where(file => file.IsCode && file.IsIn("src")).Select(file => file.Lines).Order()];

    private static int[] MethodLengths(IReadOnlyList<SourceFile> files) =>
        [.. Methods(files.Where(file => file.IsIn("src"))).Select(method => method.Lines).Order()];

    private static int Part(int[] sorted, double part) => sorted.Length == 0 ? 0 : sorted[(int)(part * (sorted.Length - 1))];

    private static IEnumerable<(string At, int Lines)> Methods(IEnumerable<SourceFile> files) =>
        from file in files
        where file.IsCode
        from node in file.Root.DescendantNodes()
        where node is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax { Body: not null }
        let span = node.GetLocation().GetLineSpan()
        select (file.At(node), span.EndLinePosition.Line - span.StartLinePosition.Line + 1 - LinesOfAttributes(node));

    /// <summary>The rows of a theory are a table above the method, not a part of what must fit on a screen.</summary>
    private static int LinesOfAttributes(SyntaxNode node) =>
        node is MethodDeclarationSyntax { AttributeLists: { Count: > 0 } lists }
            ? lists.Last().GetLocation().GetLineSpan().EndLinePosition.Line
                - lists.First().GetLocation().GetLineSpan().StartLinePosition.Line
                + 1
            : 0;
}
