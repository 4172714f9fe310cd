using Lockstep.Sync.JmesPath.Values;

namespace Lockstep.Sync.JmesPath.Syntax;

/// <summary>A part of an expression that was read once and is applied to many values, by many at a time.</summary>
/// <param name="depth">How deep the parts below it are nested.</param>
internal abstract class Node(int depth)
{
    /// <summary>How many parts lie below each other here; what applies them goes that deep.</summary>
    public int Depth { get; } = depth + 1;

    /// <summary>Applies it to a value.</summary>
    /// <exception cref="ExpressionException">It can't be applied to this value.</exception>
    public Value Of(in Value current, Evaluation run)
    {
        run.Spend(1);
        return Apply(current, run);
    }

    protected abstract Value Apply(in Value current, Evaluation run);

    protected static int DepthOf(IEnumerable<Node> nodes) => nodes.Select(static node => node.Depth).DefaultIfEmpty().Max();
}
