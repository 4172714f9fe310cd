using System.ComponentModel.DataAnnotations;

namespace Lockstep.Runtime.Http.Files;

/// <summary>What files beside records may be; section <c>Files</c> of the configuration, checked at start.</summary>
public sealed class FileLimits
{
    /// <summary>The largest file, in bytes. It is held in memory while it is taken. Default 10 MiB.</summary>
    [Range(1_024, 104_857_600)]
    public int BytesMax { get; init; } = 10_485_760;

    /// <summary>The most files of one record. Default 50.</summary>
    [Range(1, 1_000)]
    public int CountMax { get; init; } = 50;

    /// <summary>The most bytes of all files of one record. Default 100 MiB.</summary>
    [Range(1_024, 10_737_418_240)]
    public long TotalBytesMax { get; init; } = 104_857_600;
}
