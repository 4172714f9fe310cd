using System.Text.Json;
using Lockstep.Sync.JmesPath.Syntax;
using Lockstep.Sync.JmesPath.Values;

namespace Lockstep.Sync.JmesPath;

/// <summary>An expression of JMESPath, read once and applied to many values, by many at a time.</summary>
internal sealed class Expression
{
    private readonly Node _root;

    private Expression(string text, Node root) => (Text, _root) = (text, root);

    /// <summary>As it was given.</summary>
    public string Text { get; }

    /// <summary>Reads an expression.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="scope">What it may use, and cost.</param>
    /// <exception cref="ExpressionException">It is none.</exception>
    public static Expression Parse(string text, Scope scope) => text.Length <= scope.Limits.ExpressionMax
        ? new(text, new Parser(text, scope).Parse())
        : throw new ExpressionException(
            ExpressionFault.Limit,
            $"the expression has {text.Length} characters, more than {scope.Limits.ExpressionMax} (Mapping__ExpressionMax)");

    /// <summary>Applies it.</summary>
    /// <param name="json">The value that it is applied to.</param>
    /// <param name="run">What counts the costs.</param>
    /// <exception cref="ExpressionException">It can't be applied to this value, or costs too much.</exception>
    public Value Of(JsonElement json, Evaluation run) => _root.Of(Value.Of(json), run);
}
