using System.ComponentModel.DataAnnotations;
using Lockstep.Runtime.UseCases;

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

    /// <summary>Why a record takes no further file; null when it does.</summary>
    /// <param name="kind">The kind of record.</param>
    /// <param name="count">How many it has.</param>
    /// <param name="bytes">The bytes of those.</param>
    /// <param name="added">The bytes of the one that is added.</param>
    public Refusal? Refuse(string kind, long count, long bytes, long added) => count < CountMax && bytes + added <= TotalBytesMax
        ? null
        : new Refusal(
            RefusalCode.Conflict,
            $"This {kind} has {count} files of {bytes} bytes; at most {CountMax} of {TotalBytesMax} bytes are kept. Delete some first.");
}
