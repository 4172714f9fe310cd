using System.ComponentModel.DataAnnotations;

namespace Lockstep.Runtime.Storage.Postgres;

/// <summary>How databases on PostgreSQL are used; section <c>Postgres</c> of the configuration, checked at start.</summary>
public sealed class PostgresOptions
{
    /// <summary>
    /// The most connections of this process to one module's database that read, or write what does not fit into a group; besides them there
    /// are those of <see cref="LanesMax"/> and three that only wake it and show that it is there. Default 6: a server takes 100 connections
    /// by default, and two processes share it while one takes over from the other.
    /// </summary>
    [Range(2, 500)]
    public int ConnectionsMax { get; init; } = 6;

    /// <summary>
    /// How many groups of writes are under way at the same time, for each database; each takes a connection besides those of <see
    /// cref="ConnectionsMax"/>. Default 3.
    /// </summary>
    [Range(1, 100)]
    public int LanesMax { get; init; } = 3;

    /// <summary>
    /// The most writes that share one transaction and one fsync. Default 32; 1 gives each write a transaction of its own.
    /// </summary>
    [Range(1, 1_000)]
    public int GroupMax { get; init; } = 32;

    /// <summary>The most writes that wait for a group; beyond that callers wait for a place. Default 8,192.</summary>
    [Range(1, 100_000)]
    public int QueueMax { get; init; } = 8_192;

    /// <summary>
    /// How long a group waits for a lock that somebody else holds; then its writes are run one by one, so that one does not hold up the
    /// others. Default 100 ms.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:10")]
    public TimeSpan GroupLockWait { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long to wait for one attempt to connect. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a read or write outlasts a server that is away, for example while it restarts; then it fails. Default 10 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan OutageMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest pause between two attempts to connect; the first ones come faster. Default 500 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:30")]
    public TimeSpan ReconnectPauseMax { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest a statement may take, waiting for locks included. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan StatementTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long an open transaction may say nothing before the server ends it: a process that is paused in the middle of one must not keep
    /// its locks. Well below the duration of a lease. Default 5 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan SilenceMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How often a write that lost a race (a dead-lock, a serialization failure) is run again before it fails. Default 20.
    /// </summary>
    [Range(0, 1_000)]
    public int ConflictRetriesMax { get; init; } = 20;

    /// <summary>
    /// How many prepared statements each connection keeps; 0 prepares none. Default 500. All statements of a module fit in; none may be
    /// kept behind a connection pooler that gives a session's statements to another one.
    /// </summary>
    [Range(0, 10_000)]
    public int StatementsMax { get; init; } = 500;

    /// <summary>
    /// By how much the clocks of processes on one database may differ. Where there are several, a list with <c>updatedSince</c> shows what
    /// is at least so old, because another process may still stamp a change with a time before that. Default 1 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan ClockSkewMax { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a bookmark may wait before it is written. Default 100 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:10")]
    public TimeSpan BookmarkDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How often a process looks whether others work on the same database, to be woken up too. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan PresenceInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The database to connect to when those of the modules must be made. Default <c>postgres</c>.</summary>
    [Required]
    public string MaintenanceDatabase { get; init; } = "postgres";
}
