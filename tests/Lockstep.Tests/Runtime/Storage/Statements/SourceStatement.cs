using System.Text;
using System.Text.RegularExpressions;
using Lockstep.Tests.Tidy;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Lockstep.Tests.Runtime.Storage.Statements;

/// <summary>A text of the source that may be a statement, and the texts that it can become when it is run: holes take anything.</summary>
internal sealed partial record SourceStatement(string At, string Text, Regex Pattern)
{
    /// <summary>What the stores say for themselves is theirs alone.</summary>
    private static readonly string[] OfOneStore =
    [
        "src/Runtime/Storage/Sqlite/", "src/Runtime/Storage/Postgres/",
        "src/Runtime/Outbox/Sqlite", "src/Runtime/Outbox/Postgres", "src/Backup/",
    ];

    public static IEnumerable<SourceStatement> In(IEnumerable<SourceFile> files) =>
        files
            .Where(file =>
                file.IsCode && file.IsIn("src") && !OfOneStore.Any(start => file.Path.StartsWith(start, StringComparison.Ordinal))
            )
            .SelectMany(file =>
                file.Root.DescendantNodes(node => !IsText(node))
                    .Where(IsText)
                    .Select(node => From(file, (ExpressionSyntax)node))
                    .OfType<SourceStatement>()
            );

    /// <summary>Whether it speaks of a table.</summary>
    public bool Names(string table) => Regex.IsMatch(Text, $@"\b{table}\b", RegexOptions.None, TimeSpan.FromSeconds(1));

    private static bool IsText(SyntaxNode node) => node switch
    {
        LiteralExpressionSyntax literal => literal.IsKind(SyntaxKind.StringLiteralExpression),
        InterpolatedStringExpressionSyntax => true,
        BinaryExpressionSyntax sum => sum.IsKind(SyntaxKind.AddExpression) && (IsText(sum.Left) || IsText(sum.Right)),
        _ => false,
    };

    private static SourceStatement? From(SourceFile file, ExpressionSyntax text)
    {
        var (said, pattern) = (new StringBuilder(), new StringBuilder("^"));
        Add(text, said, pattern);
        return Sql().IsMatch(said.ToString())
            ? new SourceStatement(
                file.At(text), said.ToString(),
                new Regex(pattern.Append(@"(\s+for .*)?$").ToString(), RegexOptions.Singleline | RegexOptions.NonBacktracking))
            : null;
    }

    private static void Add(ExpressionSyntax text, StringBuilder said, StringBuilder pattern)
    {
        switch (text)
        {
            case LiteralExpressionSyntax literal when literal.IsKind(SyntaxKind.StringLiteralExpression):
                said.Append(literal.Token.ValueText);
                pattern.Append(Regex.Escape(literal.Token.ValueText));
                break;
            case BinaryExpressionSyntax sum when IsText(sum):
                Add(sum.Left, said, pattern);
                Add(sum.Right, said, pattern);
                break;
            case InterpolatedStringExpressionSyntax interpolated:
                foreach (var part in interpolated.Contents)
                {
                    var words = (part as InterpolatedStringTextSyntax)?.TextToken.ValueText;
                    said.Append(words ?? "…");
                    pattern.Append(words is null ? ".*" : Regex.Escape(words));
                }

                break;
            default:
                said.Append('…');
                pattern.Append(".*");
                break;
        }
    }

    [GeneratedRegex(
        @"(^|\s)(select|insert into|update|delete from|where|order by|values)\s", RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sql();
}
