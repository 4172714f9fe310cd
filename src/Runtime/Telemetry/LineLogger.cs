using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Lockstep.Runtime.Telemetry;

/// <summary>
/// Writes one readable line per log entry: time, part, message; with the date where it goes to a file. Each kind of entry has a budget of
/// lines per second; what goes beyond
/// it is counted and told in one line, so that twenty thousand customers a second neither flood the terminal nor slow the work.
/// </summary>
public sealed class LineLoggerProvider : ILoggerProvider
{
    private const string Yellow = "\e[33m", Red = "\e[31m", Plain = "\e[0m";
    private readonly ConcurrentDictionary<string, LineLogger> _loggers = new(StringComparer.Ordinal);
    private readonly Channel<string> _lines = Channel.CreateBounded<string>(new BoundedChannelOptions(10_000) { SingleReader = true });
    private readonly LineBudget _budget;
    private readonly TimeProvider _clock;
    private readonly TextWriter _output;
    private readonly bool _isTerminal;
    private readonly Hush _hush;
    private readonly Task _writing;
    private readonly ITimer _secondly;

    /// <summary>Begins to write.</summary>
    /// <param name="output">Where the lines go.</param>
    /// <param name="linesPerSecond">The budget of each kind of entry, 1 to 100,000.</param>
    /// <param name="clock">Gives the time of each line.</param>
    /// <param name="isTerminal">Whether a person looks on as it happens, who wants colours more than dates.</param>
    /// <param name="hush">Keeps back what is not worth a line of its own for a while.</param>
    public LineLoggerProvider(TextWriter output, int linesPerSecond, TimeProvider clock, bool isTerminal, Hush hush)
    {
        (_output, _clock, _isTerminal, _hush) = (output, clock, isTerminal, hush);
        _budget = new LineBudget(linesPerSecond);
        _writing = Task.Run(WriteAsync);
        _secondly = clock.CreateTimer(_ => StartSecond(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    /// <inheritdoc />
    public ILogger CreateLogger(string categoryName) => _loggers.GetOrAdd(categoryName, name => new LineLogger(this, Part(name)));

    /// <inheritdoc />
    public void Dispose()
    {
        _secondly.Dispose();
        StartSecond();
        _lines.Writer.TryComplete();
        _writing.Wait(TimeSpan.FromSeconds(5));
    }

    /// <summary>The part of the program that a category belongs to: <c>Lockstep.Crm.Customers.SearchIndex</c> is crm.</summary>
    private static string Part(string category)
    {
        var names = category.Split('.');
        return (names.Length > 1 && names[0] is "Lockstep" ? names[1] : names[^1]).ToLowerInvariant();
    }

    private void StartSecond()
    {
        foreach (var (part, example, hidden) in _budget.StartSecond())
        {
            Write(LogLevel.Information, part, $"… and {hidden.ToString("N0", CultureInfo.InvariantCulture)} more like: {example}", null);
        }
    }

    private void Write(LogLevel level, string part, string message, Exception? error)
    {
        var line = new StringBuilder(128);
        var (word, colour) = level switch
        {
            LogLevel.Warning => ("warning: ", Yellow),
            LogLevel.Error or LogLevel.Critical => ("error: ", Red),
            _ => ("", ""),
        };
        line.Append(_clock.GetUtcNow().ToString(_isTerminal ? "HH:mm:ss.fff" : "yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture));
        line.Append(CultureInfo.InvariantCulture,
            $"  {part,-10} {(_isTerminal ? colour : "")}{word}{(_isTerminal && colour.Length > 0 ? Plain : "")}");
        line.Append(message);
        if (error is not null)
        {
            line.Append('\n').Append(error);
        }

        _lines.Writer.TryWrite(line.ToString());
    }

    private async Task WriteAsync()
    {
        while (await _lines.Reader.WaitToReadAsync())
        {
            while (_lines.Reader.TryRead(out var line))
            {
                await _output.WriteLineAsync(line);
            }

            await _output.FlushAsync();
        }
    }

    private sealed class LineLogger(LineLoggerProvider provider, string part) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel < LogLevel.Warning && provider._hush.Covers(part))
            {
                return;
            }

            if (provider._budget.TrySpend(part, eventId, state, formatter))
            {
                provider.Write(logLevel, part, formatter(state, exception), exception);
            }
        }
    }
}
