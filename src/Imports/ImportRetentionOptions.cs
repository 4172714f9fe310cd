using System.ComponentModel.DataAnnotations;

namespace Lockstep.Imports;

/// <summary>How long imports are kept; section <c>Retention</c> of the configuration, checked at start.</summary>
public sealed class ImportRetentionOptions
{
    /// <summary>What became of each row of an import; the import's own figures stay. Default 90 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan ImportRows { get; init; } = TimeSpan.FromDays(90);
}
