using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Lockstep.Conformance.Support;

/// <summary>The API as a client sees it, signed in as the first admin.</summary>
internal sealed class Api : IDisposable
{
    private Api(Uri address) => Http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };

    public HttpClient Http { get; }

    public Session? Session { get; private set; }

    public static async Task<Api> SignInAsync(Uri address)
    {
        var api = new Api(address);
        using var answer = await api.Http.PostAsJsonAsync(
            "/api/auth/login", new { email = ServerProcess.AdminEmail, password = ServerProcess.AdminPassword });
        return api.With(Session.Read(await ReadAsync(answer)));
    }

    /// <summary>In the session that is open on the site, or else signed in: a password costs as much work as a hundred requests.</summary>
    public static async Task<Api> OnAsync(Site site, Uri address) =>
        site.Session is { IsFresh: true } open ? new Api(address).With(open) : await SignInAsync(address);

    /// <summary>A client signed in like this one, for a request that takes longer than others.</summary>
    public HttpClient Patient(TimeSpan timeout)
    {
        var http = new HttpClient { BaseAddress = Http.BaseAddress, Timeout = timeout };
        http.DefaultRequestHeaders.Authorization = Http.DefaultRequestHeaders.Authorization;
        return http;
    }

    /// <summary>Creates a customer; fails the test unless it is answered 201.</summary>
    /// <returns>The customer's id.</returns>
    public async Task<long> CreateAsync(string name, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/customers") { Content = JsonContent.Create(new { name }) };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        using var answer = await Http.SendAsync(request);
        var body = await ReadAsync(answer);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        return body.GetProperty("id").GetInt64();
    }

    public async Task RenameAsync(long customer, string name)
    {
        using var answer = await Http.PatchAsJsonAsync($"/api/customers/{customer}", new { name });
        await ReadAsync(answer);
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await Http.GetAsync(path);
        return await ReadAsync(answer);
    }

    public async Task<JsonElement> PostAsync(string path, object body)
    {
        using var answer = await Http.PostAsJsonAsync(path, body);
        return await ReadAsync(answer);
    }

    /// <summary>How many records a list has.</summary>
    public async Task<long> CountAsync(string path)
    {
        var page = await GetAsync(path + (path.Contains('?', StringComparison.Ordinal) ? "&size=1" : "?size=1"));
        return page.TryGetProperty("total", out var total) ? total.GetInt64() : page.GetProperty("totalAtLeast").GetInt64();
    }

    /// <summary>All records of a list, page by page.</summary>
    public async Task<IReadOnlyList<JsonElement>> AllAsync(string path)
    {
        var all = new List<JsonElement>();
        string? next = null;
        do
        {
            var page = await GetAsync(
                $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}size=500"
                    + (next is null ? "" : $"&after={Uri.EscapeDataString(next)}"));
            all.AddRange(page.GetProperty("items").EnumerateArray());
            next = page.GetProperty("next").GetString();
        }
        while (next is not null);
        return all;
    }

    /// <summary>All of a changes feed.</summary>
    public async Task<IReadOnlyList<JsonElement>> ChangesAsync(string path)
    {
        var all = new List<JsonElement>();
        var after = "0";
        int read;
        do
        {
            var page = await GetAsync($"{path}?size=1000&after={after}");
            read = page.GetProperty("items").GetArrayLength();
            all.AddRange(page.GetProperty("items").EnumerateArray());
            after = page.GetProperty("next").GetString()!;
        }
        while (read > 0);
        return all;
    }

    public void Dispose() => Http.Dispose();

    private Api With(Session session)
    {
        Session = session;
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.Access);
        return this;
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue($"{answer.RequestMessage?.RequestUri} answered {(int)answer.StatusCode}: {text}");
        using var json = JsonDocument.Parse(text);
        return json.RootElement.Clone();
    }
}
