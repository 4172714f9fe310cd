using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Lockstep.Tests.Modules.Inventory;

/// <summary>Keeps what is logged, each line as "category [id] text".</summary>
internal sealed class LogLines : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IEnumerable<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => new Lined(categoryName, _lines);

    public void Dispose()
    {
        // Nothing to give back.
    }

    private sealed class Lined(string category, ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => lines.Enqueue($"{category} [{eventId.Id}] {formatter(state, exception)}");
    }
}
