using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Lockstep.Tests.Modules.Crm.Import;

/// <summary>What the tests of imports ask of the system.</summary>
internal sealed class ImportApi(HttpClient http, string resource = "customers")
{
    public HttpClient Http => http;

    public Task<(int Status, JsonNode Body)> CsvAsync(string csv, string query = "") => SendAsync(Encoding.UTF8.GetBytes(csv), query);

    public Task<(int Status, JsonNode Body)> NdjsonAsync(string rows, string query = "") =>
        SendAsync(Encoding.UTF8.GetBytes(rows), query, "application/x-ndjson");

    public Task<(int Status, JsonNode Body)> SendAsync(
        byte[] body, string query = "", string contentType = "text/csv",
        string? key = null) => SendAsync(new ByteArrayContent(body), query, contentType, key);

    public async Task<(int Status, JsonNode Body)> SendAsync(
        HttpContent body, string query, string contentType = "text/csv", string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/{resource}/import?{query}") { Content = body };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        using var answer = await http.SendAsync(request);
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }

    public async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await http.GetStringAsync($"/api/{path}"))!;

    public Task<string> ExportAsync(string query = "") => http.GetStringAsync($"/api/customers/export{query}");

    public async Task<int> StatusAsync(string path)
    {
        using var answer = await http.GetAsync($"/api/{path}");
        return (int)answer.StatusCode;
    }

    public async Task CreateAsync(JsonObject customer)
    {
        using var answer = await http.PostAsync(
            "/api/customers", new StringContent(customer.ToJsonString(), Encoding.UTF8, "application/json"));
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>The only customer with an external id.</summary>
    public async Task<JsonNode> CustomerAsync(string externalId) =>
        (await GetAsync($"customers?externalId={Uri.EscapeDataString(externalId)}"))["items"]!.AsArray().ShouldHaveSingleItem()!;

    public async Task<long> CountAsync() => (long)(await GetAsync("customers?size=1"))["total"]!;

    /// <summary>The verdict lines of an import, without the header.</summary>
    public async Task<string[]> VerdictsAsync(JsonNode import, string query = "") =>
        (await http.GetStringAsync($"{import["verdicts"]}{query}")).Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..];

    /// <summary>Created, updated, unchanged and refused rows of an import.</summary>
    public static (int Created, int Updated, int Unchanged, int Refused) Counts(JsonNode import) =>
        ((int)import["created"]!, (int)import["updated"]!, (int)import["unchanged"]!, (int)import["refused"]!);
}
