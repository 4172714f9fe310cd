using System.ComponentModel.DataAnnotations;

namespace Lockstep.Runtime.Http.Lists;

/// <summary>How exports work; section <c>Export</c> of the configuration, checked at start.</summary>
public sealed class ExportOptions
{
    /// <summary>Records that are read and sent at once. More take more memory, fewer more reads. Default 1,000.</summary>
    [Range(1, 10_000)]
    public int ReadRows { get; init; } = 1_000;
}
