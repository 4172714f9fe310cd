using Lockstep.Sync.JmesPath.Values;

namespace Lockstep.Sync.JmesPath.Syntax;

/// <summary><c>a || b</c>: the first when it counts as yes.</summary>
internal sealed class OrNode(Node left, Node right) : Node(Math.Max(left.Depth, right.Depth))
{
    protected override Value Apply(in Value current, Evaluation run)
    {
        var value = left.Of(current, run);
        return value.IsTrue ? value : right.Of(current, run);
    }
}

/// <summary><c>a &amp;&amp; b</c>: the first when it counts as no.</summary>
internal sealed class AndNode(Node left, Node right) : Node(Math.Max(left.Depth, right.Depth))
{
    protected override Value Apply(in Value current, Evaluation run)
    {
        var value = left.Of(current, run);
        return value.IsTrue ? right.Of(current, run) : value;
    }
}

/// <summary><c>!a</c>.</summary>
internal sealed class NotNode(Node inner) : Node(inner.Depth)
{
    protected override Value Apply(in Value current, Evaluation run) => Value.Of(!inner.Of(current, run).IsTrue);
}

/// <summary><c>a == b</c> and its like; what is before or behind is asked of numbers only.</summary>
internal sealed class ComparisonNode(TokenKind sign, Node left, Node right) : Node(Math.Max(left.Depth, right.Depth))
{
    protected override Value Apply(in Value current, Evaluation run)
    {
        var (one, other) = (left.Of(current, run), right.Of(current, run));
        if (sign is TokenKind.Equal or TokenKind.NotEqual)
        {
            return Value.Of(ValueEquality.AreEqual(one, other, run) == (sign is TokenKind.Equal));
        }

        if (one.Kind is not ValueKind.Number || other.Kind is not ValueKind.Number)
        {
            return default;
        }

        return Value.Of(sign switch
        {
            TokenKind.Less => one.Number < other.Number,
            TokenKind.LessOrEqual => one.Number <= other.Number,
            TokenKind.Greater => one.Number > other.Number,
            _ => one.Number >= other.Number,
        });
    }
}
