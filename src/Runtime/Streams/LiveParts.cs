namespace Lockstep.Runtime.Streams;

/// <summary>
/// The parts that hear a module's tail, by what they can want: most streams follow one record or one customer, and an event must not cost a
/// look at each of them. Not safe for use by several threads.
/// </summary>
internal sealed class LiveParts
{
    private readonly Dictionary<(string Kind, long Id), HashSet<StreamPart>> _bySubject = [];
    private readonly Dictionary<long, HashSet<StreamPart>> _byOwner = [];
    private readonly HashSet<StreamPart> _others = [];
    private readonly HashSet<StreamPart> _all = [];
    private readonly List<StreamPart> _full = [];

    public bool None => _all.Count == 0;

    public void Add(StreamPart part)
    {
        if (!_all.Add(part))
        {
            return;
        }

        if (part.View.Subjects is { } subjects)
        {
            foreach (var subject in subjects)
            {
                Bucket(_bySubject, subject).Add(part);
            }
        }
        else if (part.View.IsOwnOnly)
        {
            Bucket(_byOwner, part.View.Customer ?? 0).Add(part);
        }
        else
        {
            _others.Add(part);
        }
    }

    public void Remove(StreamPart part)
    {
        if (!_all.Remove(part))
        {
            return;
        }

        _others.Remove(part);
        foreach (var subject in part.View.Subjects ?? new HashSet<(string Kind, long Id)>())
        {
            Drop(_bySubject, subject, part);
        }

        Drop(_byOwner, part.View.Customer ?? 0, part);
    }

    /// <summary>Gives an event to all that show it. Who has no room for it leaves.</summary>
    public void Offer(StreamedEvent one)
    {
        Offer(one, _others);
        Offer(one, _bySubject.GetValueOrDefault((one.Published.Kind, one.Published.RecordId)));
        if (_byOwner.Count > 0 && one.Owner is { } owner)
        {
            Offer(one, _byOwner.GetValueOrDefault(owner));
        }

        // Afterwards: the sets must not change while they are gone through.
        foreach (var part in _full)
        {
            Remove(part);
            part.Leave();
        }

        _full.Clear();
    }

    /// <summary>Has parts go on from the database.</summary>
    /// <param name="which">Which of them.</param>
    public void SendBack(Predicate<StreamPart> which)
    {
        foreach (var part in _all.Where(part => which(part)).ToList())
        {
            Remove(part);
            part.Leave();
        }
    }

    private void Offer(StreamedEvent one, HashSet<StreamPart>? parts)
    {
        foreach (var part in parts ?? [])
        {
            if (part.View.Shows(one) && !part.TryOffer(one))
            {
                _full.Add(part);
            }
        }
    }

    private static HashSet<StreamPart> Bucket<TKey>(Dictionary<TKey, HashSet<StreamPart>> buckets, TKey key) where TKey : notnull
    {
        if (!buckets.TryGetValue(key, out var bucket))
        {
            buckets[key] = bucket = [];
        }

        return bucket;
    }

    private static void Drop<TKey>(Dictionary<TKey, HashSet<StreamPart>> buckets, TKey key, StreamPart part) where TKey : notnull
    {
        if (buckets.TryGetValue(key, out var bucket) && bucket.Remove(part) && bucket.Count == 0)
        {
            buckets.Remove(key);
        }
    }
}
