using System.ComponentModel.DataAnnotations;

namespace Lockstep.Crm.Notes;

/// <summary>How many notes there may be; section <c>Notes</c> of the configuration, checked at start.</summary>
internal sealed class NoteOptions
{
    /// <summary>The most notes of one customer. Default 1,000.</summary>
    [Range(1, 10_000)]
    public int CountMax { get; init; } = 1_000;
}
