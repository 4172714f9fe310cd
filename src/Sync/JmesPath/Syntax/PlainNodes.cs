using Lockstep.Sync.JmesPath.Values;

namespace Lockstep.Sync.JmesPath.Syntax;

/// <summary><c>@</c>, and what is left out.</summary>
internal sealed class CurrentNode() : Node(0)
{
    protected override Value Apply(in Value current, Evaluation run) => current;
}

/// <summary>A text or JSON that stands in the expression.</summary>
internal sealed class LiteralNode(Value value) : Node(0)
{
    public Value Value { get; } = value;

    protected override Value Apply(in Value current, Evaluation run) => Value;
}

/// <summary><c>address.city</c>: names one behind the other.</summary>
internal sealed class PathNode(params FieldName[] names) : Node(0)
{
    public PathNode(PathNode first, PathNode behind)
        : this([.. first.Names, .. behind.Names])
    {
    }

    private FieldName[] Names { get; } = names;

    protected override Value Apply(in Value current, Evaluation run)
    {
        run.Spend(Names.Length);
        return current.Follow(Names);
    }
}

/// <summary>One part applied to what another one gives: <c>a.b</c> and <c>a | b</c>.</summary>
/// <param name="first">What comes first.</param>
/// <param name="behind">What is applied to it.</param>
internal sealed class ChainNode(Node first, Node behind) : Node(Math.Max(first.Depth, behind.Depth))
{
    protected override Value Apply(in Value current, Evaluation run) => behind.Of(first.Of(current, run), run);
}

/// <summary><c>[0]</c>, <c>[-1]</c>.</summary>
internal sealed class IndexNode(Node list, int index) : Node(list.Depth)
{
    protected override Value Apply(in Value current, Evaluation run) => list.Of(current, run).Item(index);
}

/// <summary><c>[a, b]</c>: a list of what each gives.</summary>
internal sealed class ListNode(IReadOnlyList<Node> items) : Node(DepthOf(items))
{
    protected override Value Apply(in Value current, Evaluation run)
    {
        if (current.Kind is ValueKind.Null)
        {
            return default;
        }

        var made = new List<Value>(items.Count);
        foreach (var item in items)
        {
            made.Add(item.Of(current, run));
        }

        return Value.Of(made);
    }
}

/// <summary><c>{a: x, b: y}</c>: an object of what each gives.</summary>
internal sealed class ObjectNode(IReadOnlyList<KeyValuePair<string, Node>> members) : Node(DepthOf(members.Select(static one => one.Value)))
{
    protected override Value Apply(in Value current, Evaluation run)
    {
        if (current.Kind is ValueKind.Null)
        {
            return default;
        }

        var made = new OrderedDictionary<string, Value>(members.Count, StringComparer.Ordinal);
        foreach (var (name, member) in members)
        {
            made[name] = member.Of(current, run);
        }

        return Value.Of(made);
    }
}
