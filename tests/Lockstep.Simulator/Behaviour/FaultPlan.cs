namespace Lockstep.Simulator.Behaviour;

/// <summary>What goes wrong next: the first rule that fits a request, and is not used up, has it.</summary>
public sealed class FaultPlan
{
    private readonly int _seed;
    private readonly Lock _lock = new();
    private readonly List<Rule> _rules = [];
    private CancellationTokenSource _hanging = new();

    internal FaultPlan(int seed) => _seed = seed;

    /// <summary>The rules and how often each has happened.</summary>
    public IReadOnlyList<(Fault Fault, int Happened)> Rules
    {
        get
        {
            lock (_lock)
            {
                return [.. _rules.Select(static rule => (rule.Fault, rule.Happened))];
            }
        }
    }

    /// <summary>Adds a rule behind those that are there.</summary>
    public FaultPlan Add(Fault fault)
    {
        lock (_lock)
        {
            _rules.Add(new Rule(fault, _rules.Count));
        }

        return this;
    }

    /// <summary>Nothing goes wrong any more; connections that hang are cut.</summary>
    public void Clear()
    {
        CancellationTokenSource hanging;
        lock (_lock)
        {
            _rules.Clear();
            (hanging, _hanging) = (_hanging, new CancellationTokenSource());
        }

        hanging.Cancel();
        hanging.Dispose();
    }

    /// <summary>What happens to a request; null when all goes well.</summary>
    internal Fault? Take(string method, string kind, string? id, string? body)
    {
        lock (_lock)
        {
            return _rules.Find(rule => rule.Takes(_seed, method, kind, id, body))?.Fault;
        }
    }

    /// <summary>Ends when the caller has gone or the faults are cleared.</summary>
    internal async Task HangAsync(CancellationToken ct)
    {
        CancellationToken cleared;
        lock (_lock)
        {
            cleared = _hanging.Token;
        }

        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var gone = ct.Register(() => ended.TrySetResult());
        await using var free = cleared.Register(() => ended.TrySetResult());
        await ended.Task;
    }

    private sealed class Rule(Fault fault, int number)
    {
        private int _seen;

        public Fault Fault => fault;

        public int Happened { get; private set; }

        public bool Takes(int seed, string method, string kind, string? id, string? body)
        {
            if (!Fits(method, kind, id, body) || ++_seen <= fault.Skip || Happened >= fault.Times
                || fault.Chance < 1 && Chance.Of(seed, number, _seen) >= fault.Chance)
            {
                return false;
            }

            Happened++;
            return true;
        }

        private bool Fits(string method, string kind, string? id, string? body) =>
            (fault.Method is null || string.Equals(fault.Method, method, StringComparison.OrdinalIgnoreCase))
            && (fault.Kind is null || string.Equals(fault.Kind, kind, StringComparison.Ordinal))
            && (fault.Id is null || string.Equals(fault.Id, id, StringComparison.Ordinal))
            && (fault.Body is null || body?.Contains(fault.Body, StringComparison.Ordinal) == true);
    }
}
