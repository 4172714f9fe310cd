using System.ComponentModel.DataAnnotations;

namespace Lockstep.Runtime.Storage.Sqlite;

/// <summary>How SQLite databases behave; section <c>Sqlite</c> of the configuration, checked at start.</summary>
public sealed class SqliteOptions
{
    /// <summary>The most writes that share one transaction and one fsync. Default 256.</summary>
    [Range(1, 4_096)]
    public int GroupMax { get; init; } = 256;

    /// <summary>The most writes that wait for the writer; beyond that callers wait for a place. Default 8,192.</summary>
    [Range(1, 100_000)]
    public int QueueMax { get; init; } = 8_192;

    /// <summary>The most connections that read at the same time, per database. Default 4.</summary>
    [Range(1, 64)]
    public int ReadersMax { get; init; } = 4;

    /// <summary>How long to wait for another process that holds the database. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a bookmark may wait for a write that takes it along. Default 100 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:10")]
    public TimeSpan BookmarkDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Page cache of each connection, in KiB. Default 8,192.</summary>
    [Range(256, 4_194_304)]
    public int CacheKb { get; init; } = 8_192;

    /// <summary>Pages of 4 KiB in the write-ahead log before they move to the database. Default 10,000.</summary>
    [Range(100, 1_000_000)]
    public int CheckpointPages { get; init; } = 10_000;

    /// <summary>
    /// Whether what is done again after a power cut (marks, deliveries and the audit log's entries of changes) is synced to disk behind its
    /// commit, many commits at once; what somebody was told is synced by its own commit in any case. Default true.
    /// </summary>
    [AllowedValues(true, false)]
    public bool SyncBehind { get; init; } = true;

    /// <summary>
    /// The largest size of one database in MiB; writes beyond it fail as on a full disk. Default 0: no limit but the disk.
    /// </summary>
    [Range(0, 16_777_216)]
    public int MaxSizeMb { get; init; }
}
