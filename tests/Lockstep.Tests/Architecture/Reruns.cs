using Lockstep.Tests.Tidy;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Lockstep.Tests.Architecture;

/// <summary>
/// A write may run more than once, and only its last run counts: what it leaves to others it returns. So no lambda of a write writes to
/// what is outside it, but for <c>isRepeat</c>, which says that there was a run before. What a commit rings is outside that rule: it
/// happens once, behind it.
/// </summary>
internal static class Reruns
{
    private static readonly string[] Writes = ["WriteAsync", "WriteBehindAsync", "WriteOnceAsync", "WriteSoon"];
    private const string WasRun = "isRepeat";

    private static readonly string[] Changing =
    [
        "Add", "AddRange", "Append", "Clear", "Enqueue", "ExceptWith", "Insert", "Push", "Remove", "RemoveAll", "TryAdd", "UnionWith",
    ];

    /// <summary>Lambdas of writes that keep something of a run.</summary>
    public static IEnumerable<string> Kept(SourceFile file) =>
        from lambda in file.Root.DescendantNodes().OfType<AnonymousFunctionExpressionSyntax>()
        where IsOfWrite(lambda) && !lambda.Ancestors().OfType<AnonymousFunctionExpressionSyntax>().Any(IsOfWrite)
        let own = Declared(lambda)
        from written in lambda.DescendantNodes(static node => !IsBehindCommit(node)).SelectMany(Written)
        where Root(written) is { } root && !own.Contains(root.Identifier.Text)
        select $"{file.At(written)} a write keeps {written}, which a run that was rolled back leaves behind: return it";

    private static bool IsOfWrite(AnonymousFunctionExpressionSyntax lambda) =>
        Parameters(lambda).Any(static parameter => parameter.Identifier.Text is "transaction")
        || (
            lambda.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call }
            && Writes.Contains(Name(call), StringComparer.Ordinal));

    private static bool IsBehindCommit(SyntaxNode node) => node is InvocationExpressionSyntax call && Name(call) is "OnCommitted";

    private static IEnumerable<ExpressionSyntax> Written(SyntaxNode node) =>
        node switch
        {
            AssignmentExpressionSyntax { Parent: not InitializerExpressionSyntax } assignment => Parts(assignment.Left),
            PrefixUnaryExpressionSyntax
            {
                RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression
            } unary => [unary.Operand],
            PostfixUnaryExpressionSyntax
            {
                RawKind: (int)SyntaxKind.PostIncrementExpression or (int)SyntaxKind.PostDecrementExpression
            } unary => [unary.Operand],
            ArgumentSyntax { RefOrOutKeyword.RawKind: not (int)SyntaxKind.None, Expression: not DeclarationExpressionSyntax } argument =>
            [argument.Expression],
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access }
                when Changing.Contains(access.Name.Identifier.Text, StringComparer.Ordinal) => [access.Expression],
            _ => [],
        };

    private static IEnumerable<ExpressionSyntax> Parts(ExpressionSyntax left) =>
        left is TupleExpressionSyntax tuple ? tuple.Arguments.SelectMany(static argument => Parts(argument.Expression)) : [left];

    /// <summary>Of <c>a.b[c]</c> the name <c>a</c>; null for what has none, and for a discard.</summary>
    private static IdentifierNameSyntax? Root(ExpressionSyntax expression) =>
        expression switch
        {
            MemberAccessExpressionSyntax access => access.Expression is ThisExpressionSyntax
                ? access.Name as IdentifierNameSyntax
                : Root(access.Expression),
            ElementAccessExpressionSyntax access => Root(access.Expression),
            IdentifierNameSyntax { Identifier.Text: not ("_" or WasRun) } name => name,
            _ => null,
        };

    private static HashSet<string> Declared(AnonymousFunctionExpressionSyntax lambda) =>
        lambda
            .DescendantNodesAndSelf()
            .SelectMany(static node =>
                node switch
                {
                    AnonymousFunctionExpressionSyntax inner => Parameters(inner).Select(static parameter => parameter.Identifier.Text),
                    VariableDeclaratorSyntax declared => [declared.Identifier.Text],
                    SingleVariableDesignationSyntax declared => [declared.Identifier.Text],
                    ForEachStatementSyntax loop => [loop.Identifier.Text],
                    _ => Enumerable.Empty<string>(),
                }
            )
            .ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<ParameterSyntax> Parameters(AnonymousFunctionExpressionSyntax lambda) => lambda switch
    {
        SimpleLambdaExpressionSyntax simple => [simple.Parameter],
        ParenthesizedLambdaExpressionSyntax many => many.ParameterList.Parameters,
        _ => [],
    };

    private static string Name(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax { Name: var name } => name.Identifier.Text,
        SimpleNameSyntax name => name.Identifier.Text,
        _ => "",
    };
}
