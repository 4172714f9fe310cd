using Lockstep.Simulator.Records;

namespace Lockstep.Simulator.Worlds;

/// <summary>What was done with one kind of record.</summary>
public sealed record KindCounts
{
    /// <summary>Records made.</summary>
    public long Created { get; init; }

    /// <summary>Changes made.</summary>
    public long Changed { get; init; }

    /// <summary>Records deleted.</summary>
    public long Deleted { get; init; }

    /// <summary>Writes that differed in nothing.</summary>
    public long Unchanged { get; init; }

    /// <summary>Writes that were known again by their key, and answered as before.</summary>
    public long Repeated { get; init; }
}

/// <summary>A request as it came, and what was answered.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Target">Path and query as they were sent.</param>
/// <param name="Body">Its body as text.</param>
/// <param name="Status">The status of the answer; 0 when none came.</param>
/// <param name="Headers">Its headers.</param>
public sealed record Heard(string Method, string Target, string Body, int Status, IReadOnlyDictionary<string, string> Headers);

/// <summary>What a system has received and done, for tests that prove something by it.</summary>
public sealed class Ledger
{
    private const int RequestsMax = 20_000;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, KindCounts> _kinds = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _received = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, long> _answered = [];
    private readonly Queue<Heard> _requests = [];

    /// <summary>What was done with a kind.</summary>
    public KindCounts this[string kind]
    {
        get
        {
            lock (_lock)
            {
                return _kinds.GetValueOrDefault(kind) ?? new KindCounts();
            }
        }
    }

    /// <summary>Requests by method and kind, such as <c>POST customers</c>.</summary>
    public IReadOnlyDictionary<string, long> Received
    {
        get
        {
            lock (_lock)
            {
                return new SortedDictionary<string, long>(_received, StringComparer.Ordinal);
            }
        }
    }

    /// <summary>Answers by status; 0 for those that never came.</summary>
    public IReadOnlyDictionary<int, long> Answered
    {
        get
        {
            lock (_lock)
            {
                return new SortedDictionary<int, long>(_answered);
            }
        }
    }

    /// <summary>The last requests, at most 20,000, oldest first.</summary>
    public IReadOnlyList<Heard> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    internal void Clear()
    {
        lock (_lock)
        {
            _kinds.Clear();
            _received.Clear();
            _answered.Clear();
            _requests.Clear();
        }
    }

    internal void Receive(string what) => Add(() => _received[what] = _received.GetValueOrDefault(what) + 1);

    internal void Answer(int status) => Add(() => _answered[status] = _answered.GetValueOrDefault(status) + 1);

    internal void Keep(Heard heard) => Add(() =>
    {
        _requests.Enqueue(heard);
        if (_requests.Count > RequestsMax)
        {
            _requests.Dequeue();
        }
    });

    internal void Done(string kind, NoticeKind notice) => Count(kind, counts => notice switch
    {
        NoticeKind.Created => counts with { Created = counts.Created + 1 },
        NoticeKind.Changed => counts with { Changed = counts.Changed + 1 },
        _ => counts with { Deleted = counts.Deleted + 1 },
    });

    internal void Unchanged(string kind) => Count(kind, static counts => counts with { Unchanged = counts.Unchanged + 1 });

    internal void Repeated(string kind) => Count(kind, static counts => counts with { Repeated = counts.Repeated + 1 });

    private void Count(string kind, Func<KindCounts, KindCounts> change) =>
        Add(() => _kinds[kind] = change(_kinds.GetValueOrDefault(kind) ?? new KindCounts()));

    private void Add(Action add)
    {
        lock (_lock)
        {
            add();
        }
    }
}
