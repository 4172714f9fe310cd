using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Lockstep.Runtime.Storage;

namespace Lockstep.Tests.Support;

/// <summary>
/// Hears what the stores of this process do: that they committed, for those who wait, and, with <c>LOCKSTEP_TEST_STATEMENTS</c>, which
/// statements they used, which goes to a file of that folder at the end of the run.
/// </summary>
internal sealed class Commits : EventListener
{
    public const string StatementsVariable = "LOCKSTEP_TEST_STATEMENTS";
    private static readonly ConcurrentDictionary<string, bool> Statements = new(StringComparer.Ordinal);
    private static TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends with the next commit of any store.</summary>
    public static Task Next => Volatile.Read(ref _next).Task;

    /// <summary>Where statements are written; null when nobody wants them.</summary>
    public static string? StatementsFolder { get; } =
        Environment.GetEnvironmentVariable(StatementsVariable) is { Length: > 0 } folder ? folder : null;

    [ModuleInitializer]
    internal static void Listen()
    {
        var listener = new Commits();
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            listener.Dispose();
            if (StatementsFolder is not null && !Statements.IsEmpty)
            {
                var store = TestDatabases.IsPostgres ? StoreKind.Postgres : StoreKind.Sqlite;
                File.WriteAllText(
                    Path.Combine(StatementsFolder, $"{store}.{Environment.ProcessId}.json"), JsonSerializer.Serialize(Statements.Keys));
            }
        };
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (string.Equals(eventSource.Name, StorageEvents.SourceName, StringComparison.Ordinal))
        {
            var keywords =
                StorageEvents.Keywords.Commits | (StatementsFolder is null ? EventKeywords.None : StorageEvents.Keywords.Statements);
            EnableEvents(eventSource, EventLevel.Verbose, keywords);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        switch (eventData.EventId)
        {
            case StorageEvents.CommittedId:
                Interlocked.Exchange(ref _next, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
                break;
            case StorageEvents.StatementId:
                Statements.TryAdd((string)eventData.Payload![0]!, value: true);
                break;
        }
    }
}
