using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Sdk.Settings;
using Lockstep.Connectors.Sdk.SignIns;
using HttpStatusCode = System.Net.HttpStatusCode;

namespace Lockstep.Connectors.Tryton.Calls;

/// <summary>
/// A session of Tryton, made of name and password: with each call by itself the server would hash the password anew, which takes a second.
/// However many calls find that it has ended, one of them signs in again and the others wait for it. Tryton makes everybody wait longer
/// with each wrong password; so a refused one is not shown again for a while, unless it is another by then.
/// </summary>
/// <param name="setup">What the system may use.</param>
/// <param name="url">Where the database is called.</param>
internal sealed class TrytonSession(SystemSetup setup, Uri url) : ICredentials, IDisposable
{
    private static readonly TimeSpan PauseFirst = TimeSpan.FromSeconds(5), PauseMax = TimeSpan.FromMinutes(5);
    private readonly SemaphoreSlim _signingIn = new(1, 1);
    private volatile string? _session;
    private string? _refused;
    private TimeSpan _pause;
    private long _refusedAt;

    public async ValueTask<Reply<string>> ApplyAsync(HttpRequestMessage request, CancellationToken ct)
    {
        var reply = _session is { } known ? known : await NextAsync(null, ct);
        if (reply.Value is { } session)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Session", session);
        }

        return reply;
    }

    public async ValueTask<bool> RenewAsync(string shown, CancellationToken ct) => (await NextAsync(shown, ct)).Value is not null;

    public void Dispose() => _signingIn.Dispose();

    private async Task<Reply<string>> NextAsync(string? shown, CancellationToken ct)
    {
        await _signingIn.WaitAsync(ct);
        try
        {
            // Somebody has signed in while this one waited: to do it again would cost a hash, and leave one more session behind.
            if (_session is { } newer && !string.Equals(newer, shown, StringComparison.Ordinal))
            {
                return newer;
            }

            // Before the sign-in: whoever comes meanwhile waits for the new session instead of showing the one that has ended.
            _session = null;
            var password = await setup.SignIn.Secret!.ReadAsync(ct);
            var rest = _pause - setup.Clock.GetElapsedTime(_refusedAt);
            if (string.Equals(password, _refused, StringComparison.Ordinal) && rest > TimeSpan.Zero)
            {
                return new Failure(FailureCause.SignIn, $"{setup.Name} has refused the password; it is not shown again for a while.")
                {
                    RetryAfter = rest,
                };
            }

            var reply = await SignInAsync(password, ct);
            TakeNote(reply, password);
            return reply;
        }
        catch (SecretMissingException missing)
        {
            return new Failure(FailureCause.SignIn, missing.Message);
        }
        finally
        {
            _signingIn.Release();
        }
    }

    private void TakeNote(Reply<string> reply, string password)
    {
        // A server that did not answer has refused nothing: only a wrong password makes everybody wait.
        if (reply.Failure is { Cause: FailureCause.SignIn })
        {
            var isRepeated = string.Equals(password, _refused, StringComparison.Ordinal);
            _pause = isRepeated ? TimeSpan.FromTicks(Math.Min(_pause.Ticks * 2, PauseMax.Ticks)) : PauseFirst;
            (_refused, _refusedAt) = (password, setup.Clock.GetTimestamp());
        }
        else if (reply.Value is { } session)
        {
            (_session, _refused) = (session, null);
        }
    }

    private async Task<Reply<string>> SignInAsync(string password, CancellationToken ct)
    {
        try
        {
            var body = new JsonObject
            {
                ["id"] = 1, ["method"] = "common.db.login",
                ["params"] = new JsonArray(setup.SignIn.User, new JsonObject { ["password"] = password }),
            };

            // Not through SystemHttp, which would ask for this very session, and keep what is said here for people to read.
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = JsonBody.Of(body) };
            using var answer = await setup.Http.SendAsync(request, ct);
            var text = await answer.Content.ReadAsByteArrayAsync(ct);
            return answer.IsSuccessStatusCode ? Read(text)
                : Refused(answer.StatusCode, RetryAfter.Of(answer.Headers, setup.Clock.GetUtcNow()));
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return new Failure(FailureCause.Unavailable, $"Nobody could sign in: {error.Message}");
        }
    }

    /// <summary>The answer is not kept: it has the key of the session.</summary>
    private Reply<string> Read(byte[] body)
    {
        try
        {
            return JsonNode.Parse(body)?["result"] is JsonArray { Count: 2 } made
                ? Convert.ToBase64String(Encoding.UTF8.GetBytes($"{setup.SignIn.User}:{made[0]}:{made[1]}"))
                : new Failure(FailureCause.SignIn, "The name or the password is wrong, or Tryton asks for more than a password.");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return new Failure(FailureCause.Unavailable, "The answer to the sign-in is not the JSON that it should be.");
        }
    }

    private static Failure Refused(HttpStatusCode status, TimeSpan? retryAfter) => new(
        status switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => FailureCause.SignIn,
            HttpStatusCode.TooManyRequests => FailureCause.Quota,
            _ => FailureCause.Unavailable,
        },
        $"The sign-in was answered with {(int)status}.")
    {
        Status = (int)status, RetryAfter = retryAfter,
    };
}
