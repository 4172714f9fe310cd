namespace Lockstep.Sync.Triggers;

/// <summary>How a source is asked which records are still there, that does not tell all it deletes.</summary>
/// <param name="Every">The pause between two sweeps.</param>
/// <param name="Share">The part of all records that may be gone before a person has to say so.</param>
internal sealed record SweepSettings(TimeSpan Every, double Share)
{
    /// <summary>Fewer than these may be gone whatever part of all they are, unless they are all.</summary>
    public const int GoneMin = 10;

    /// <summary>
    /// Whether so many seem gone that the system itself may be: emptied, another one, or blind to us. That the only record is gone is
    /// nothing special.
    /// </summary>
    /// <param name="asked">How many were asked for.</param>
    /// <param name="gone">How many of them seem gone.</param>
    public bool IsTooMany(long asked, long gone) =>
        Share < 1 && ((gone > 1 && gone == asked) || (gone >= GoneMin && gone > Share * asked));
}
