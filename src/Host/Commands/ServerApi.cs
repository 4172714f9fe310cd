using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Host.Commands;

/// <summary>Talks to a running Lockstep on behalf of a command. Whatever goes wrong becomes one line with the remedy.</summary>
internal sealed class ServerApi : IDisposable
{
    private const string DefaultEmail = "admin@localhost";
    private readonly HttpClient _http;
    private readonly Func<string, string?> _variable;
    private readonly string _email;
    private SignInBody? _credentials;

    /// <param name="url">Where Lockstep runs.</param>
    /// <param name="email">Who signs in; null for the first admin.</param>
    /// <param name="variable">Looks into the environment.</param>
    public ServerApi(string url, string? email, Func<string, string?> variable)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new CommandException($"{url} is no address; write it like http://localhost:8080.");
        }

        _variable = variable;
        _email = email ?? variable("LOCKSTEP_ADMIN_EMAIL") ?? DefaultEmail;

        // Without a limit: an import takes hours, and is answered when its last row is in.
        _http = new HttpClient { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>What it shows at each request, once it has signed in.</summary>
    public string Token { get; private set; } = "";

    /// <summary>What helps when the connection is cut.</summary>
    public string WhenCut { get; init; } = "run the same command again.";

    /// <summary>Uses <c>LOCKSTEP_TOKEN</c>, or signs in with the password of the environment or the terminal.</summary>
    public async Task SignInAsync(CancellationToken ct)
    {
        var token = _variable("LOCKSTEP_TOKEN");
        Token = string.IsNullOrEmpty(token)
            ? await SignInAsync(_credentials ?? new SignInBody(_email, Password.Find(_email, _variable)), ct)
            : token;
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    private async Task<string> SignInAsync(SignInBody credentials, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/auth/login")
        {
            Content = System.Net.Http.Json.JsonContent.Create(credentials, CommandJson.Default.SignInBody),
        };
        try
        {
            using var answer =
                await SendAsync(request, $"The password of {_email} is wrong; set LOCKSTEP_PASSWORD, or name another user with --email.",
                    ct);
            _credentials = new SignInBody(_email, credentials.NewPassword ?? credentials.Password);
            return (await ReadAsync(answer, CommandJson.Default.TokenState, ct)).AccessToken;
        }
        catch (CommandException error) when (
            error.InnerException is HttpRequestException { StatusCode: HttpStatusCode.Forbidden } && credentials.NewPassword is null
                && Password.Choose(_variable) is { } chosen)
        {
            // A one-time password: it opens together with the one that replaces it.
            return await SignInAsync(credentials with { NewPassword = chosen }, ct);
        }
    }

    /// <summary>Sends a request; an answer that is not 2xx becomes an exception with its words.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string? wrongSignIn, CancellationToken ct)
    {
        try
        {
            // The body is read by whoever asked, as it comes: an export is larger than the memory.
            var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            return answer.IsSuccessStatusCode ? answer : throw await ExplainAsync(answer, wrongSignIn, ct);
        }
        catch (HttpRequestException error)
            when (error.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError)
        {
            throw new CommandException(
                $"Nothing answers at {_http.BaseAddress}; start Lockstep (./run), or name its address with --url.", error);
        }
        catch (HttpRequestException error) when (error.HttpRequestError is HttpRequestError.SecureConnectionError)
        {
            throw new CommandException($"The certificate of {_http.BaseAddress} is not trusted here; use the http address on the machine "
                + "itself, or trust the certificate.", error);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw new CommandException($"The connection was cut; {WhenCut}", error);
        }
    }

    /// <summary>The answer to a GET, or null when there is nothing at this path.</summary>
    public async Task<T?> FindAsync<T>(string path, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> json, CancellationToken ct)
        where T : class
    {
        try
        {
            return await FindOnceAsync(path, json, ct);
        }
        catch (CommandException error) when (
            _credentials is not null && error.InnerException is HttpRequestException { StatusCode: HttpStatusCode.Unauthorized })
        {
            // Whoever waits for something long outlives the token that it began with.
            await SignInAsync(ct);
            return await FindOnceAsync(path, json, ct);
        }
    }

    private async Task<T?> FindOnceAsync<T>(string path, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> json, CancellationToken ct)
        where T : class
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        try
        {
            using var answer = await SendAsync(request, null, ct);
            return await ReadAsync(answer, json, ct);
        }
        catch (CommandException error) when (error.InnerException is HttpRequestException { StatusCode: HttpStatusCode.NotFound })
        {
            return null;
        }
    }

    public static async Task<T> ReadAsync<T>(
        HttpResponseMessage answer, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> json, CancellationToken ct)
    {
        try
        {
            await using var body = await answer.Content.ReadAsStreamAsync(ct);
            return (await JsonSerializer.DeserializeAsync(body, json, ct))!;
        }
        catch (Exception error) when (error is JsonException or HttpRequestException or IOException)
        {
            throw new CommandException(
                $"{answer.RequestMessage!.RequestUri!.GetLeftPart(UriPartial.Authority)} does not answer like Lockstep; check --url.",
                error);
        }
    }

    public void Dispose() => _http.Dispose();

    private static async Task<CommandException> ExplainAsync(HttpResponseMessage answer, string? wrongSignIn, CancellationToken ct)
    {
        using (answer)
        {
            var status = new HttpRequestException(message: null, inner: null, answer.StatusCode);
            if (answer.StatusCode == HttpStatusCode.Unauthorized)
            {
                return new CommandException(
                    wrongSignIn ?? "The token is not good or has expired; get a new one (POST /api/auth/login), "
                        + "or unset LOCKSTEP_TOKEN and sign in with a password.", status);
            }

            return new CommandException($"{await WordsAsync(answer, ct)} (HTTP {(int)answer.StatusCode})", status);
        }
    }

    private static async Task<string> WordsAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        if (answer.Content.Headers.ContentType?.MediaType is not "application/problem+json")
        {
            return "The server did not take it; check --url";
        }

        var problem = await ReadAsync(answer, CommandJson.Default.ProblemState, ct);
        return problem.Errors is { Count: > 0 } errors
            ? string.Join(' ', errors.Select(error => $"{error.Key}: {string.Join(' ', error.Value)}"))
            : problem.Detail ?? "The server did not say why";
    }
}
