namespace Lockstep.Connectors.Sdk.Http;

/// <summary>
/// What is said to systems and by them while one delivery is brought, the newest few. It is found by whoever calls, however deep below the
/// delivery and whichever connector: what is asked outside of one is noted down nowhere.
/// </summary>
public sealed class ExchangeLog
{
    /// <summary>The most that is kept.</summary>
    public const int Kept = 5;

    private static readonly AsyncLocal<ExchangeLog?> Here = new();
    private readonly Lock _adding = new();
    private readonly LinkedList<Exchange> _newest = new();

    /// <summary>The one of the delivery that is being brought here; null when none is.</summary>
    public static ExchangeLog? Current => Here.Value;

    /// <summary>
    /// What was said so far, in its order. An attempt that was given up may still add to its log; what was taken stays as it is.
    /// </summary>
    public IReadOnlyList<Exchange> Entries
    {
        get
        {
            lock (_adding)
            {
                return [.. _newest];
            }
        }
    }

    /// <summary>Begins one, for all that the calling method and what it calls do from here on.</summary>
    public static ExchangeLog Begin() => Here.Value = new ExchangeLog();

    /// <summary>Notes a request down, before it goes; gives what its answer is told to.</summary>
    public Action<int, string?> Note(Exchange exchange)
    {
        LinkedListNode<Exchange> node;
        lock (_adding)
        {
            node = _newest.AddLast(exchange);
            if (_newest.Count > Kept)
            {
                _newest.RemoveFirst();
            }
        }

        // By the node, not by its place: others may have been noted down since, and this one may have been pushed out.
        return (status, answer) =>
        {
            lock (_adding)
            {
                node.Value = node.Value with { Status = status, Answer = answer };
            }
        };
    }
}
