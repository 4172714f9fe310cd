namespace Lockstep.Orders.Import;

/// <summary>What an upload has looked up so far, within bounds: a file names few customers and products many times.</summary>
internal sealed class Known<TKey, TFound>
    where TKey : notnull
    where TFound : class
{
    private const int Max = 50_000;
    private readonly Dictionary<TKey, TFound> _found = [];

    public TFound? Find(TKey key) => _found.GetValueOrDefault(key);

    /// <summary>Asks for those that are not known yet; what is not there is asked for again by the next batch.</summary>
    public async ValueTask AddAsync(IEnumerable<TKey> keys, Func<IReadOnlyList<TKey>, ValueTask<IReadOnlyList<TFound?>>> findAsync)
    {
        if (_found.Count > Max)
        {
            _found.Clear();
        }

        var all = keys.Distinct().ToList();
        var missing = all.FindAll(key => !_found.ContainsKey(key));
        if (missing.Count == 0)
        {
            return;
        }

        foreach (var (key, found) in missing.Zip(await findAsync(missing)))
        {
            if (found is not null)
            {
                Put(key, found);
            }
        }
    }

    public void Put(TKey key, TFound found) => _found[key] = found;
}
