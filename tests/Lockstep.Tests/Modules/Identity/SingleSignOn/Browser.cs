using System.Text.Json.Nodes;
using System.Web;

namespace Lockstep.Tests.Modules.Identity.SingleSignOn;

/// <summary>A browser that follows nothing by itself and shows its cookies.</summary>
internal sealed class Browser(Uri address) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        BaseAddress = address,
    };

    /// <summary>Cookies by name, as they would be sent.</summary>
    public Dictionary<string, string> Cookies { get; } = new(StringComparer.Ordinal);

    /// <summary>What it says that it shows; nothing by default.</summary>
    public string Accept { get; set; } = "";

    public async Task<Page> GetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", Accept);
        if (Cookies.Count > 0)
        {
            request.Headers.Add("Cookie", string.Join("; ", Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        }

        using var answer = await _http.SendAsync(request);
        var set = answer.Headers.TryGetValues("Set-Cookie", out var values) ? values.ToList() : [];
        foreach (var pair in set.Select(cookie => cookie.Split(';')[0].Split('=', 2)))
        {
            Cookies.Remove(pair[0]);
            if (pair[1].Length > 0)
            {
                Cookies[pair[0]] = pair[1];
            }
        }

        return new Page((int)answer.StatusCode, answer.Headers.Location?.OriginalString, set, await answer.Content.ReadAsStringAsync());
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>What a browser got.</summary>
internal sealed record Page(int Status, string? Location, IReadOnlyList<string> SetCookies, string Text)
{
    public string Detail => (string)JsonNode.Parse(Text)!["detail"]!;

    /// <summary>A parameter of where it leads.</summary>
    public string Query(string name) => HttpUtility.ParseQueryString(new Uri(Location!).Query)[name]!;
}
