using Lockstep.Sync.JmesPath.Values;

namespace Lockstep.Sync.JmesPath.Syntax;

/// <summary><c>list[*].name</c>: what a part gives of each item, without null.</summary>
internal sealed class ProjectionNode(Node list, Node each) : Node(Math.Max(list.Depth, each.Depth))
{
    protected override Value Apply(in Value current, Evaluation run)
    {
        var from = list.Of(current, run);
        if (from.Kind is not ValueKind.List)
        {
            return default;
        }

        var made = new List<Value>();
        foreach (var item in from.Items())
        {
            if (each.Of(item, run) is { Kind: not ValueKind.Null } one)
            {
                made.Add(one);
            }
        }

        return Value.Of(made);
    }
}

/// <summary><c>list[].name</c>: the same of each item, and of those of lists within the list.</summary>
internal sealed class FlattenNode(Node list, Node each) : Node(Math.Max(list.Depth, each.Depth))
{
    protected override Value Apply(in Value current, Evaluation run)
    {
        var from = list.Of(current, run);
        if (from.Kind is not ValueKind.List)
        {
            return default;
        }

        var made = new List<Value>();
        foreach (var item in from.Items())
        {
            if (item.Kind is not ValueKind.List)
            {
                Add(made, item, run);
                continue;
            }

            foreach (var inner in item.Items())
            {
                Add(made, inner, run);
            }
        }

        return Value.Of(made);
    }

    private void Add(List<Value> made, in Value item, Evaluation run)
    {
        if (each.Of(item, run) is { Kind: not ValueKind.Null } one)
        {
            made.Add(one);
        }
    }
}

/// <summary><c>object.*.name</c>: what a part gives of each member, without null.</summary>
internal sealed class MembersNode(Node members, Node each) : Node(Math.Max(members.Depth, each.Depth))
{
    protected override Value Apply(in Value current, Evaluation run)
    {
        var from = members.Of(current, run);
        if (from.Kind is not ValueKind.Object)
        {
            return default;
        }

        var made = new List<Value>();
        foreach (var (_, member) in from.Members())
        {
            if (each.Of(member, run) is { Kind: not ValueKind.Null } one)
            {
                made.Add(one);
            }
        }

        return Value.Of(made);
    }
}

/// <summary><c>list[?a == b].name</c>: what a part gives of each item for which a condition counts as yes.</summary>
internal sealed class FilterNode(Node list, Node condition, Node each)
    : Node(Math.Max(list.Depth, Math.Max(condition.Depth, each.Depth)))
{
    protected override Value Apply(in Value current, Evaluation run)
    {
        var from = list.Of(current, run);
        if (from.Kind is not ValueKind.List)
        {
            return default;
        }

        var made = new List<Value>();
        foreach (var item in from.Items())
        {
            if (condition.Of(item, run).IsTrue && each.Of(item, run) is { Kind: not ValueKind.Null } one)
            {
                made.Add(one);
            }
        }

        return Value.Of(made);
    }
}

/// <summary><c>list[0:5:2]</c>, by the rules of Python.</summary>
internal sealed class SliceNode(Node list, int? start, int? stop, int? step) : Node(list.Depth)
{
    private readonly int _step = step ?? 1;

    protected override Value Apply(in Value current, Evaluation run)
    {
        var from = list.Of(current, run);
        if (from.Kind is not ValueKind.List)
        {
            return default;
        }

        run.Spend(from.Count);
        var all = new List<Value>(from.Count);
        foreach (var item in from.Items())
        {
            all.Add(item);
        }

        var made = new List<Value>();
        var (first, end) = (Within(start, all.Count, _step > 0 ? 0 : all.Count - 1), Within(stop, all.Count, _step > 0 ? all.Count : -1));
        for (long at = first; _step > 0 ? at < end : at > end; at += _step)
        {
            made.Add(all[(int)at]);
        }

        return Value.Of(made);
    }

    private int Within(int? index, int count, int otherwise)
    {
        if (index is not { } given)
        {
            return otherwise;
        }

        var at = given < 0 ? given + count : given;
        return _step > 0 ? Math.Clamp(at, 0, count) : Math.Clamp(at, -1, count - 1);
    }
}
