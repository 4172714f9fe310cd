using Lockstep.Contracts;
using Lockstep.Runtime.UseCases;
using Lockstep.Sync.JmesPath.Functions;
using Lockstep.Sync.JmesPath.Values;

namespace Lockstep.Sync.JmesPath.Syntax;

/// <summary>An argument as it is written.</summary>
/// <param name="Node">What it is.</param>
/// <param name="IsExpression">Whether an &amp; stands before it.</param>
/// <param name="Position">Where it begins.</param>
internal sealed record Argument(Node Node, bool IsExpression, int Position);

/// <summary>Finds what is wrong with a call before any value is there.</summary>
internal static class CallCheck
{
    /// <exception cref="ExpressionException">There is no such function, or it takes other arguments.</exception>
    public static CallNode Check(Token name, IReadOnlyList<Argument> arguments, Scope scope)
    {
        var function = FunctionTable.Find(name.Text) ?? throw new ExpressionException(
            ExpressionFault.UnknownFunction, $"there is no function {name.Text}; {Nearest.Hint(name.Text, FunctionTable.Names)}",
            name.Position);
        if (function.FaultOf(arguments.Count) is { } fault)
        {
            throw new ExpressionException(ExpressionFault.InvalidArity, fault, name.Position);
        }

        for (var index = 0; index < arguments.Count; index++)
        {
            if (arguments[index].IsExpression != function.ParameterOf(index).Accepts.HasFlag(Accepted.Expression))
            {
                throw new ExpressionException(
                    ExpressionFault.InvalidType,
                    $"{function.Name}() takes {function.ParameterOf(index).Told} as argument {index + 1}", arguments[index].Position);
            }
        }

        CheckScope(function, name, arguments, scope);
        return new CallNode(function, [.. arguments.Select(static argument => argument.Node)], scope.Tables, name.Position);
    }

    private static void CheckScope(Function function, Token name, IReadOnlyList<Argument> arguments, Scope scope)
    {
        if (function.Name is LookupFunctions.Ref && !scope.HasLinks)
        {
            throw new ExpressionException(ExpressionFault.InvalidValue, "ref() can be used in a mapping only", name.Position);
        }

        if (function.Name is LookupFunctions.Ref && scope.Systems is { } systems)
        {
            CheckLink(arguments, systems);
        }

        if (function.Name is LookupFunctions.Lookup && TextOf(arguments[0]) is { } table)
        {
            Expect(scope.Tables.ContainsKey(table), "table", table, scope.Tables.Keys, arguments[0]);
        }
    }

    /// <summary>Only what is written there is known; what an expression gives shows when it is applied.</summary>
    private static void CheckLink(IReadOnlyList<Argument> arguments, IReadOnlyDictionary<string, IReadOnlyList<string>> systems)
    {
        var (system, kind) = (TextOf(arguments[0]), TextOf(arguments[1]));
        if (system is not null)
        {
            Expect(systems.ContainsKey(system), "system", system, systems.Keys, arguments[0]);
        }

        if (kind is not null)
        {
            var known = system is null
                ? [.. systems.Values.SelectMany(static kinds => kinds).Distinct(StringComparer.Ordinal)] : systems[system];
            Expect(known.Contains(kind, StringComparer.Ordinal), system is null ? "kind" : $"kind of {system}", kind, known, arguments[1]);
        }
    }

    private static string? TextOf(Argument argument) =>
        argument.Node is LiteralNode { Value: { Kind: ValueKind.Text } text } ? text.Text : null;

    private static void Expect(bool isThere, string what, string name, IEnumerable<string> known, Argument argument)
    {
        if (!isThere)
        {
            throw new ExpressionException(
                ExpressionFault.InvalidValue, $"there is no {what} {name}; {Nearest.Hint(name, [.. known])}", argument.Position);
        }
    }
}
