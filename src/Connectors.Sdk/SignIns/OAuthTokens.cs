using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Lockstep.Connectors.Sdk.Settings;

namespace Lockstep.Connectors.Sdk.SignIns;

/// <summary>
/// Tokens of OAuth 2 (RFC 6749), by client credentials or by an authorization code that a person gave once. However many calls find that
/// the token has expired, one of them gets the next one, and the others wait for it; with refresh tokens, which a provider takes but once,
/// that holds across processes.
/// </summary>
public sealed class OAuthTokens(SystemSetup setup) : ICredentials, IDisposable
{
    // Renewed so long before its end: the call that shows it takes time, and the clocks of both sides differ. A provider that names no
    // end is believed for a short while only.
    private static readonly TimeSpan Early = TimeSpan.FromSeconds(30), DefaultLife = TimeSpan.FromMinutes(5);
    private readonly SignInSettings _settings = setup.SignIn;
    private readonly SemaphoreSlim _renewing = new(1, 1);
    private volatile StoredTokens? _tokens;

    /// <inheritdoc />
    public async ValueTask<Reply<string>> ApplyAsync(HttpRequestMessage request, CancellationToken ct)
    {
        var reply = await GetAsync(ct);
        if (reply.Value is not { } tokens)
        {
            return reply.Failure!;
        }

        request.Headers.Authorization = new AuthenticationHeaderValue(_settings.Scheme, tokens.Access);
        return tokens.Access;
    }

    /// <inheritdoc />
    public async ValueTask<bool> RenewAsync(string shown, CancellationToken ct) => (await NextAsync(shown, ct)).Value is not null;

    /// <summary>Takes the tokens that a person allowed: redeems the code with which the provider sent the person back.</summary>
    /// <param name="code">The code.</param>
    /// <param name="verifier">The verifier of PKCE (RFC 7636) whose challenge went out with the person.</param>
    /// <param name="ct">Ends the wait.</param>
    public Task<Reply<StoredTokens>> RedeemAsync(string code, string verifier, CancellationToken ct) => ReplaceAsync(
        shown: null,
        isNewConsent: true,
        _ => new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "authorization_code", ["code"] = code, ["code_verifier"] = verifier,
            ["redirect_uri"] = _settings.RedirectUrl!.ToString(),
        },
        ct);

    /// <inheritdoc />
    public void Dispose() => _renewing.Dispose();

    private async Task<Reply<StoredTokens>> GetAsync(CancellationToken ct)
    {
        var known = _tokens ??= IsKept ? await setup.Tokens.FindAsync(setup.Name, ct) : null;
        return known is not null && known.ExpiresAt - Early > setup.Clock.GetUtcNow() ? known : await NextAsync(known?.Access, ct);
    }

    /// <summary>Client credentials give a new token whenever they are asked; only what a person allowed must not get lost.</summary>
    private bool IsKept => _settings.Kind is SignInKind.AuthorizationCode;

    private Task<Reply<StoredTokens>> NextAsync(string? shown, CancellationToken ct) => ReplaceAsync(
        shown,
        isNewConsent: false,
        before => !IsKept ? Fields(("grant_type", "client_credentials"), ("scope", _settings.Scope))
            : before?.Refresh is { } refresh ? Fields(("grant_type", "refresh_token"), ("refresh_token", refresh))
            : null,
        ct);

    private async Task<Reply<StoredTokens>> ReplaceAsync(
        string? shown, bool isNewConsent, Func<StoredTokens?, Dictionary<string, string>?> grant, CancellationToken ct)
    {
        // First within this process, then by the store among all of them: a hundred calls that find the token expired are one wait for
        // the lease, not a hundred.
        await _renewing.WaitAsync(ct);
        try
        {
            // Also those who had nothing to show, at the start, find what the first of them got.
            if (!isNewConsent && _tokens is { } newer && !string.Equals(newer.Access, shown, StringComparison.Ordinal)
                && newer.ExpiresAt > setup.Clock.GetUtcNow())
            {
                return newer;
            }

            // A new consent may be another account's: of the one before not even the refresh token is taken over.
            var reply = IsKept
                ? await setup.Tokens.RenewAsync(
                    setup.Name, shown, (before, renewal) => AskAsync(grant(before), isNewConsent ? null : before, renewal), ct)
                : await AskAsync(grant(null), null, ct);

            // A renewal that failed takes nothing away: the next call tries again from what is known.
            _tokens = reply.Value ?? _tokens;
            return reply;
        }
        finally
        {
            _renewing.Release();
        }
    }

    private async Task<Reply<StoredTokens>> AskAsync(Dictionary<string, string>? grant, StoredTokens? before, CancellationToken ct)
    {
        if (grant is null)
        {
            return new Failure(FailureCause.SignIn, $"Nobody has allowed it yet: lockstep systems authorize {setup.Name}.");
        }

        try
        {
            // Not through SystemHttp: that would ask for a token first, and note down the answer with the new ones.
            using var request = new HttpRequestMessage(HttpMethod.Post, _settings.TokenUrl);
            request.Headers.Accept.ParseAdd("application/json");
            await ShowClientAsync(request, grant, ct);
            request.Content = new FormUrlEncodedContent(grant);
            using var answer = await setup.Http.SendAsync(request, ct);
            var body = await answer.Content.ReadAsByteArrayAsync(ct);
            return answer.IsSuccessStatusCode ? Read(body, before)
                : Refused((int)answer.StatusCode, body, RetryAfter.Of(answer.Headers, setup.Clock.GetUtcNow()));
        }
        catch (SecretMissingException missing)
        {
            return new Failure(FailureCause.SignIn, missing.Message);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return new Failure(FailureCause.Unavailable, $"No token could be got: {error.Message}");
        }
    }

    /// <summary>RFC 6749, 2.3.1: name and secret are encoded as form values before they are joined.</summary>
    private async Task ShowClientAsync(HttpRequestMessage request, Dictionary<string, string> grant, CancellationToken ct)
    {
        var (id, secret) = (_settings.ClientId!, await _settings.Secret!.ReadAsync(ct));
        if (_settings.IsClientInBody)
        {
            (grant["client_id"], grant["client_secret"]) = (id, secret);
        }
        else
        {
            var both = $"{Uri.EscapeDataString(id)}:{Uri.EscapeDataString(secret)}";
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(both)));
        }
    }

    /// <summary>The answer is not kept: it has tokens.</summary>
    private Reply<StoredTokens> Read(byte[] body, StoredTokens? before)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement;
            var life = root.TryGetProperty("expires_in", out var seconds) && Seconds(seconds) is { } time ? time : DefaultLife;

            // RFC 6749, 6: whoever gives no new refresh token goes on taking the one before.
            var next = root.TryGetProperty("refresh_token", out var refresh) && refresh.GetString() is { Length: > 0 } given ? given
                : before?.Refresh;
            return root.TryGetProperty("access_token", out var access) && access.GetString() is { Length: > 0 } token
                ? new StoredTokens(token, next, setup.Clock.GetUtcNow() + life, 0)
                : new Failure(FailureCause.SignIn, "The answer for a token has none.");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return new Failure(FailureCause.SignIn, "The answer for a token is not the JSON that it should be.");
        }
    }

    private static TimeSpan? Seconds(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetInt64(out var number) && number is >= 0 and < int.MaxValue => TimeSpan.FromSeconds(number),
        JsonValueKind.String when int.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) =>
            TimeSpan.FromSeconds(number),
        _ => null,
    };

    private static Reply<StoredTokens> Refused(int status, byte[] body, TimeSpan? retryAfter)
    {
        string? code = null;
        try
        {
            using var json = JsonDocument.Parse(body);
            code = json.RootElement.TryGetProperty("error", out var error) ? error.GetString() : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The status says enough.
        }

        var cause = status >= 500 ? FailureCause.Unavailable : status == 429 ? FailureCause.Quota : FailureCause.SignIn;
        return new Failure(cause, $"No token was given: {status}{(code is null ? "" : $" {Excerpts.Clean(code)}")}.")
        {
            Status = status, RetryAfter = retryAfter,
        };
    }

    private static Dictionary<string, string> Fields(params (string Name, string? Value)[] fields) =>
        fields.Where(static one => one.Value is not null)
            .ToDictionary(static one => one.Name, static one => one.Value!, StringComparer.Ordinal);
}
