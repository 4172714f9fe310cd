using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace Lockstep.Reports.Asking;

/// <summary>
/// What was answered before, to be answered again for as long as none of the facts in it has changed. Bounded in bytes; what was not
/// asked for
/// longest goes first.
/// </summary>
internal sealed class ReportCache(IOptions<ReportOptions> options) : IDisposable
{
    /// <summary>No single answer may drive out all others.</summary>
    private const int ShareOfOne = 8;

    private readonly MemoryCache _answers = new(new MemoryCacheOptions { SizeLimit = options.Value.CacheBytes });

    /// <summary>What was answered; null when it is not there, or held at other times than now.</summary>
    public KeptReport? Find(ReportKey key, long now) =>
        _answers.TryGetValue(key, out KeptReport? kept) && kept!.HoldsAt(now) ? kept : null;

    /// <summary>Keeps an answer.</summary>
    public void Keep(ReportKey key, KeptReport answer)
    {
        var size = answer.Table.Bytes + (sizeof(char) * (key.Rest.Length + key.Zone.Length));
        if (size <= options.Value.CacheBytes / ShareOfOne)
        {
            _answers.Set(key, answer, new MemoryCacheEntryOptions { Size = size });
        }
    }

    public void Dispose() => _answers.Dispose();
}

/// <summary>What was asked.</summary>
/// <param name="Report">The report.</param>
/// <param name="First">The first day.</param>
/// <param name="End">The first day behind.</param>
/// <param name="Zone">Whose days they are, as it was asked.</param>
/// <param name="Size">The most rows of a currency.</param>
/// <param name="Rest">What only this report may be asked.</param>
internal sealed record ReportKey(string Report, DateOnly First, DateOnly End, string Zone, int Size, string Rest);

/// <summary>An answer, and what it is as of.</summary>
/// <param name="Stamp">The facts.</param>
/// <param name="From">The instant as of which it was made, in milliseconds since 1970.</param>
/// <param name="Table">What it says.</param>
internal sealed record KeptReport(FactStamp Stamp, long From, ReportTable Table)
{
    /// <summary>Whether it is the same at another instant, as long as no fact changes.</summary>
    public bool HoldsAt(long at) => Table.HoldsUntil == long.MaxValue || (From <= at && at < Table.HoldsUntil);
}
