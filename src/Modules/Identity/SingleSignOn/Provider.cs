using Lockstep.Identity.Outside;
using Lockstep.Runtime.Outbound;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Identity.SingleSignOn;

/// <summary>
/// The outside provider as it was read last. It is read again from time to time and when a token names an unknown key, but never twice
/// within a pause, however many tokens come. What was read stays good while the provider can't be reached. The library's own
/// ConfigurationManager has none of that to the minute: it goes by the machine's clock, and never reads more often than every five minutes.
/// </summary>
internal sealed partial class Provider : IDisposable
{
    private const int AnswerMax = 512 * 1_024;
    private const int UnknownMax = 1_000;
    private static readonly TimeSpan ReadTime = TimeSpan.FromSeconds(10);
    private readonly Lock _gate = new();
    private readonly OidcOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly HttpClient _http;

    /// <summary>Keys that were looked for in vain, and when.</summary>
    private readonly Dictionary<string, long> _unknown = new(StringComparer.Ordinal);
    private volatile ProviderState? _state;
    private Task _reading = Task.CompletedTask;
    private long? _askedAt;

    public Provider(IOptions<OidcOptions> options, GuardedHttp http, TimeProvider clock, ILogger<Provider> logger)
    {
        (_options, _clock, _logger) = (options.Value, clock, logger);
        _http = http.CreateClient(ReadTime, AnswerMax);
    }

    /// <summary>For the other calls to the provider.</summary>
    public HttpClient Http => _http;

    /// <summary>What the provider says of itself; null when it could not be read yet.</summary>
    public async ValueTask<ProviderState?> StateAsync(CancellationToken ct)
    {
        var reading = ReadWhenDueAsync();

        // Old news will do while new ones are fetched; only who has none waits.
        if (_state is null)
        {
            await reading.WaitAsync(ct);
        }

        return _state;
    }

    /// <summary>
    /// The key of a token; null when the provider has no such key, or can't be asked right now. Without an id it is the only one that fits.
    /// </summary>
    /// <param name="jwt">The token.</param>
    /// <param name="isRenewed">For a token without an id whose key was not the one: whether the provider may have another one by
    /// now.</param>
    /// <param name="ct">Ends the wait.</param>
    public async ValueTask<ProviderKey?> FindKeyAsync(OutsideJwt jwt, bool isRenewed, CancellationToken ct)
    {
        if (jwt.KeyId is { } keyId)
        {
            return isRenewed ? null : await FindKeyAsync(keyId, ct);
        }

        if (isRenewed)
        {
            await ReadForAsync("").WaitAsync(ct);
            Remember("");
        }

        return (await StateAsync(ct))?.Only(jwt.Algorithm);
    }

    private async ValueTask<ProviderKey?> FindKeyAsync(string keyId, CancellationToken ct)
    {
        if ((await StateAsync(ct))?.Keys.GetValueOrDefault(keyId) is { } known)
        {
            return known;
        }

        // Only the wait is given up with the request: the reading goes on for the others.
        await ReadForAsync(keyId).WaitAsync(ct);
        if (_state?.Keys.GetValueOrDefault(keyId) is { } found)
        {
            return found;
        }

        Remember(keyId);
        return null;
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Reads again what has become old, in the background unless there is nothing yet.</summary>
    private Task ReadWhenDueAsync()
    {
        lock (_gate)
        {
            var isOld = _askedAt is not { } asked || _clock.GetElapsedTime(asked) >= _options.DiscoveryInterval;
            return isOld || _state is null ? ShareReadingAsync() : Task.CompletedTask;
        }
    }

    private Task ReadForAsync(string keyId)
    {
        lock (_gate)
        {
            // A key that was looked for in vain may turn up a little later, but is no reason to ask at every pause.
            return _unknown.TryGetValue(keyId, out var since) && _clock.GetElapsedTime(since) < 5 * _options.KeyRefreshPause
                ? Task.CompletedTask
                : ShareReadingAsync();
        }
    }

    private void Remember(string keyId)
    {
        lock (_gate)
        {
            // Anybody can make names of keys up. To forget them all costs one reading, and no more within the pause.
            if (_unknown.Count >= UnknownMax)
            {
                _unknown.Clear();
            }

            _unknown[keyId] = _unknown.TryGetValue(keyId, out var since) && _clock.GetElapsedTime(since) < 5 * _options.KeyRefreshPause
                ? since
                : _clock.GetTimestamp();
        }
    }

    /// <summary>
    /// The reading that is under way or begins now; none within the pause. Nobody who stops waiting stops it for the others.
    /// </summary>
    private Task ShareReadingAsync()
    {
        if (!_reading.IsCompleted)
        {
            return _reading;
        }

        if (_askedAt is { } asked && _clock.GetElapsedTime(asked) < _options.KeyRefreshPause)
        {
            return Task.CompletedTask;
        }

        // Noted at the beginning, so that a reading that fails makes the next one wait as well.
        _askedAt = _clock.GetTimestamp();
        return _reading = Task.Run(ReadAsync, CancellationToken.None);
    }

    private async Task ReadAsync()
    {
        try
        {
            _state = await ProviderState.ReadAsync(_options, _http);
            WasRead(_logger, _state.All.Count);
        }
        catch (Exception error)
        {
            // Whatever it answered, what was read before stays. The library wraps what went wrong, once or twice.
            NotRead(_logger, error.GetBaseException().Message);
        }
    }

    [LoggerMessage(4060, LogLevel.Information, "the OpenID provider was read; it has {Keys} keys")]
    private static partial void WasRead(ILogger logger, int keys);

    [LoggerMessage(4061, LogLevel.Warning, "the OpenID provider could not be read: {Reason}")]
    private static partial void NotRead(ILogger logger, string reason);
}
