using System.Diagnostics.Tracing;

namespace Lockstep.Runtime.Storage;

/// <summary>
/// What the stores do, for those who look from outside (<c>dotnet-trace</c>, tests): which statements are used, and when a group of writes
/// has been committed. While nobody listens it costs a look at a flag. Texts of statements hold no values.
/// </summary>
[EventSource(Name = SourceName)]
internal sealed class StorageEvents : EventSource
{
    public const string SourceName = "Lockstep-Storage";
    public const int StatementId = 1;
    public const int CommittedId = 2;

    private StorageEvents()
    {
    }

    public static StorageEvents Log { get; } = new();

    /// <summary>A statement was prepared (SQLite, once for each connection) or sent (PostgreSQL, each time).</summary>
    [Event(StatementId, Level = EventLevel.Verbose, Keywords = Keywords.Statements)]
    public void Statement(string sql)
    {
        if (IsEnabled(EventLevel.Verbose, Keywords.Statements))
        {
            WriteEvent(StatementId, sql);
        }
    }

    /// <summary>Writes were committed.</summary>
    [Event(CommittedId, Level = EventLevel.Informational, Keywords = Keywords.Commits)]
    public void Committed()
    {
        if (IsEnabled(EventLevel.Informational, Keywords.Commits))
        {
            WriteEvent(CommittedId);
        }
    }

    /// <summary>What to listen to.</summary>
    public static class Keywords
    {
        public const EventKeywords Statements = (EventKeywords)1;
        public const EventKeywords Commits = (EventKeywords)2;
    }
}
