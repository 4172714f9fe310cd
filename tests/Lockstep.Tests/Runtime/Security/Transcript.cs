using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Lockstep.Tests.Runtime.Security;

/// <summary>Keeps every answer with its headers, except those to requests that are marked as handing out a secret.</summary>
internal sealed class Transcript() : DelegatingHandler(new HttpClientHandler { AllowAutoRedirect = false })
{
    /// <summary>The answer hands out a secret; that is its purpose.</summary>
    public static readonly HttpRequestOptionsKey<bool> HandsOut = new("hands-out");

    private readonly ConcurrentQueue<(string What, string Text)> _answers = new();

    public IReadOnlyCollection<(string What, string Text)> Answers => _answers;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        if (!request.Options.TryGetValue(HandsOut, out var handsOut) || !handsOut)
        {
            await answer.Content.LoadIntoBufferAsync(cancellationToken);
            var body = await answer.Content.ReadAsStringAsync(cancellationToken);
            _answers.Enqueue(
                (
                    $"{request.Method} {request.RequestUri!.AbsolutePath} {(int)answer.StatusCode}",
                    $"{answer.Headers}{answer.Content.Headers}{body}"));
        }

        return answer;
    }
}

/// <summary>Keeps every log line of every level that the settings let through, with its values and exceptions.</summary>
internal sealed class AllLines : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyCollection<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, _lines);

    public void Dispose()
    {
        // Nothing to give back.
    }

    private sealed class Logger(string category, ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull
        {
            lines.Enqueue($"{category} {state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var values = state is IEnumerable<KeyValuePair<string, object?>> pairs
                ? string.Join(' ', pairs.Select(pair => $"{pair.Key}={pair.Value}"))
                : "";
            lines.Enqueue($"{logLevel} {category} [{eventId.Id}] {formatter(state, exception)} {values} {exception}");
        }
    }
}
