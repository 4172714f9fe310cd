using System.Text;
using Lockstep.Sync.Flows;

namespace Lockstep.Sync.Deliveries;

/// <summary>
/// Into how many parts the deliveries of a target are divided, so that processes can share them: a lane lies in one part, and a part is
/// with one process at a time.
/// </summary>
/// <param name="Count">At least 1; the same in all processes on one database, for good.</param>
internal sealed record Parts(int Count)
{
    /// <summary>Where several processes may work on one database.</summary>
    public const int Shared = 8;

    private const uint Basis = 2_166_136_261;
    private const uint Prime = 16_777_619;

    /// <summary>
    /// The part of a lane. What goes to one webhook is with one process: there are many of them, and each has little. So is what goes both
    /// ways: two lanes lead to one pair of records.
    /// </summary>
    public int Of(Flow flow, string subject) => flow.PassesEvents || flow.Pair is not null ? 0 : Of(flow.Name, subject);

    /// <summary>The part of a lane: FNV-1a, the same in every process and version.</summary>
    private int Of(string flow, string subject)
    {
        var hash = Basis;
        foreach (var one in Encoding.UTF8.GetBytes($"{flow}\n{subject}"))
        {
            hash = unchecked((hash ^ one) * Prime);
        }

        // Folded first: by a power of two the remainder sees the low bits alone, which FNV mixes worst.
        return (int)((hash ^ (hash >> 16)) % (uint)Count);
    }
}
