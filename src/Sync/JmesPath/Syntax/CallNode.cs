using Lockstep.Sync.JmesPath.Functions;
using Lockstep.Sync.JmesPath.Values;

namespace Lockstep.Sync.JmesPath.Syntax;

/// <summary>A call of a function.</summary>
/// <param name="function">The function.</param>
/// <param name="arguments">Its arguments.</param>
/// <param name="tables">What <c>lookup</c> looks in.</param>
/// <param name="position">Where its name stands.</param>
internal sealed class CallNode(
    Function function, IReadOnlyList<Node> arguments, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> tables, int position)
    : Node(DepthOf(arguments))
{
    private readonly Node? _by =
        arguments.Where((_, index) => function.ParameterOf(index).Accepts.HasFlag(Accepted.Expression)).FirstOrDefault();

    protected override Value Apply(in Value current, Evaluation run)
    {
        var given = new Value[arguments.Count];
        for (var index = 0; index < given.Length; index++)
        {
            // An expression is applied by the function, to values that it chooses.
            given[index] = arguments[index] == _by ? default : arguments[index].Of(current, run);
        }

        try
        {
            return function.Apply(new Call(given, _by is null ? null : Applying(_by, run), tables, run));
        }
        catch (ExpressionException fault) when (fault.Position == 0)
        {
            throw fault.At(position);
        }
    }

    /// <summary>Apart, for what captures something is made anew at each call.</summary>
    private static Func<Value, Value> Applying(Node by, Evaluation run) => value => by.Of(value, run);
}
