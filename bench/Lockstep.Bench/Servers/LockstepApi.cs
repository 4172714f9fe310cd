using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Lockstep.Bench.Load;

namespace Lockstep.Bench.Servers;

/// <summary>The few single requests that benches make of Lockstep beside their loads.</summary>
internal sealed class LockstepApi(HttpClient http, string email, string password)
{
    private const double RenewAtShare = 0.3;
    private string _token = "";
    private long _renewAt;

    /// <summary>An access token that is good for most of its life; ask again before each load.</summary>
    public async Task<string> TokenAsync()
    {
        if (_token.Length > 0 && Stopwatch.GetTimestamp() < _renewAt)
        {
            return _token;
        }

        using var answer = await http.PostAsJsonAsync("/api/auth/login", new { email, password });
        using var body = await ReadAsync(answer);
        _token = body.RootElement.GetProperty("access_token").GetString()!;
        var seconds = body.RootElement.GetProperty("expires_in").GetDouble();
        _renewAt = Stopwatch.GetTimestamp() + (long)(seconds * RenewAtShare * Stopwatch.Frequency);
        return _token;
    }

    /// <summary>The exact number of records of a resource.</summary>
    public async Task<long> CountAsync(string resource)
    {
        using var body = await GetAsync($"/api/{resource}?size=1");
        return body.RootElement.GetProperty("total").GetInt64();
    }

    public async Task<JsonDocument> GetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync());
        using var answer = await http.SendAsync(request);
        return await ReadAsync(answer);
    }

    /// <summary>Reads a file to its end; the number of its lines.</summary>
    public async Task<long> DownloadAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync());
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Refuse(answer);
        await using var body = await answer.Content.ReadAsStreamAsync();
        return await Lines.CountAsync(body);
    }

    /// <summary>Posts a body and reads the answer to its end.</summary>
    public async Task PostAsync(string path, byte[] body, string mediaType)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync());
        using var answer = await http.SendAsync(request);
        Refuse(answer);
    }

    /// <summary>Posts JSON, or nothing; the answer.</summary>
    public async Task<JsonDocument> PostAsync(string path, string? json = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Content = json is null ? null : new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync());
        using var answer = await http.SendAsync(request);
        return await ReadAsync(answer);
    }

    /// <summary>Changes a record (JSON Merge Patch).</summary>
    public async Task PatchAsync(string path, string json)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, path);
        request.Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync());
        using var answer = await http.SendAsync(request);
        Refuse(answer);
    }

    /// <summary>Makes an API client; its key.</summary>
    public async Task<string> NewKeyAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/clients")
        {
            Content = JsonContent.Create(new { name = "bench", roles = (string[])["integrator"] }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync());
        using var answer = await http.SendAsync(request);
        using var body = await ReadAsync(answer);
        return body.RootElement.GetProperty("clientSecret").GetString()!;
    }

    private static async Task<JsonDocument> ReadAsync(HttpResponseMessage answer)
    {
        Refuse(answer);
        await using var body = await answer.Content.ReadAsStreamAsync();
        return await JsonDocument.ParseAsync(body);
    }

    private static void Refuse(HttpResponseMessage answer)
    {
        if (!answer.IsSuccessStatusCode)
        {
            var request = answer.RequestMessage!;
            throw new NotAvailableException(
                $"{request.Method} {request.RequestUri!.AbsolutePath}: {(int)answer.StatusCode} {Words(answer.StatusCode)}");
        }
    }

    private static string Words(HttpStatusCode status) => status.ToString();
}
