using System.Net;
using System.Text.Json;
using System.Web;

namespace Lockstep.Conformance.Support;

/// <summary>A browser with a cookie jar that follows redirects and fills in the provider's sign-in form.</summary>
internal sealed class SignInBrowser(string account) : IDisposable
{
    private const int StepsMax = 12;
    private const string Verifier = "a-verifier-that-is-long-enough-for-the-standard-0123456789";
    private readonly HttpClient _http = new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() });

    /// <summary>All URLs on the way.</summary>
    public List<Uri> Visited { get; } = [];

    /// <summary>
    /// Goes to a URL and wherever that leads, signing in on the way, until a page is shown or a redirect leads to <paramref name="end"/>.
    /// </summary>
    public async Task<(int Status, Uri Url)> GoAsync(Uri url, string? end = null)
    {
        for (var step = 0; step < StepsMax; step++)
        {
            Visited.Add(url);
            using var answer = IsForm(url)
                ? await PostAsync(url, ("prompt", "login"), ("login", account), ("password", "any"))
                : await _http.GetAsync(url);
            if (answer.Headers.Location is not { } location)
            {
                return ((int)answer.StatusCode, url);
            }

            url = new Uri(url, location);
            if (end is not null && url.AbsoluteUri.StartsWith(end, StringComparison.Ordinal))
            {
                return ((int)answer.StatusCode, url);
            }
        }

        throw new InvalidOperationException($"It leads in circles: {string.Join(' ', Visited)}");
    }

    public async Task<(int Status, JsonElement Body)> GetJsonAsync(Uri url)
    {
        using var answer = await _http.GetAsync(url);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return ((int)answer.StatusCode, json.RootElement.Clone());
    }

    /// <summary>The tokens that the command-line client gets for this person.</summary>
    public async Task<JsonElement> TokensAsync(OpenIdProvider provider)
    {
        var challenge = System.Buffers.Text.Base64Url.EncodeToString(
            System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(Verifier)));
        var (_, back) = await GoAsync(
            new Uri($"{provider.Issuer}/auth?client_id={OpenIdProvider.Cli}&response_type=code"
                + "&scope=openid%20profile%20groups%20api&code_challenge_method=S256"
                + $"&code_challenge={challenge}&redirect_uri={Uri.EscapeDataString(OpenIdProvider.CliRedirect)}"),
            OpenIdProvider.CliRedirect);
        using var answer = await PostAsync(
            new Uri(provider.Issuer + "/token"), ("grant_type", "authorization_code"),
            ("code", HttpUtility.ParseQueryString(back.Query)["code"]!), ("redirect_uri", OpenIdProvider.CliRedirect),
            ("client_id", OpenIdProvider.Cli), ("code_verifier", Verifier));
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue($"{back}: {text}");
        using var json = JsonDocument.Parse(text);
        return json.RootElement.Clone();
    }

    public static async Task<string> MachineTokenAsync(OpenIdProvider provider)
    {
        using var http = new HttpClient();
        using var answer = await http.PostAsync(
            new Uri(provider.Issuer + "/token"),
            new FormUrlEncodedContent(
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["grant_type"] = "client_credentials", ["scope"] = "api", ["client_id"] = OpenIdProvider.Machine,
                    ["client_secret"] = OpenIdProvider.Secret,
                }));
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return json.RootElement.GetProperty("access_token").GetString()!;
    }

    public void Dispose() => _http.Dispose();

    private static bool IsForm(Uri url) => url.AbsolutePath.Split('/') is ["", "interaction", _];

    private async Task<HttpResponseMessage> PostAsync(Uri url, params (string Name, string Value)[] form)
    {
        using var content = new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await _http.PostAsync(url, content);
    }
}
