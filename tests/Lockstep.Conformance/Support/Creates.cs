using System.Collections.Concurrent;

namespace Lockstep.Conformance.Support;

/// <summary>Customers that clients asked for, and what they were answered: what the system may never forget.</summary>
internal sealed class Creates
{
    private static readonly TimeSpan LongestLife = TimeSpan.FromSeconds(60);
    private readonly ConcurrentDictionary<string, long> _answered = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _asked = new(StringComparer.Ordinal);
    private readonly HashSet<long> _lookedAt = [];
    private int _number;

    /// <summary>Idempotency-Key, which is also the customer's name → id of the customer in the 201.</summary>
    public IReadOnlyDictionary<string, long> Answered => _answered;

    /// <summary>Creates customers over several connections until the process is gone.</summary>
    public Task UntilGoneAsync(Api api, int connections) =>
        Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(() => OneByOneAsync(api))));

    /// <summary>Asks again, with the same keys, for every customer whose answer was lost, and for one that was answered.</summary>
    public async Task RepeatAsync(Api api)
    {
        foreach (var key in _asked.Keys.Except(_answered.Keys, StringComparer.Ordinal).ToList())
        {
            _answered[key] = await api.CreateAsync(key, key);
        }

        if (_answered.FirstOrDefault() is { Key: not null } known)
        {
            (await api.CreateAsync(known.Key, known.Key)).ShouldBe(known.Value, "a repeat gets the first answer again");
        }
    }

    /// <summary>
    /// The customers that this has not given before: a look at each of all after each death would take the run's most time.
    /// </summary>
    public IReadOnlyList<long> NotLookedAt() => [.. _answered.Values.Where(_lookedAt.Add)];

    private async Task OneByOneAsync(Api api)
    {
        var startedAt = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(startedAt) < LongestLife)
        {
            var number = Interlocked.Increment(ref _number);
            var key = $"customer {number}";
            _asked[key] = true;
            try
            {
                _answered[key] = await api.CreateAsync(key, key);
            }
            catch (Exception error) when (error is HttpRequestException or IOException)
            {
                return;
            }
        }

        throw new InvalidOperationException($"After {LongestLife.TotalSeconds} s and {_answered.Count} customers the process still lives: "
            + "it never passed the point at which it dies.");
    }
}
