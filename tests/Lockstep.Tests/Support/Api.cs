using System.Text.Json.Nodes;

namespace Lockstep.Tests.Support;

/// <summary>An answer, read to its end.</summary>
internal sealed record ApiAnswer(int Status, JsonNode? Body, HttpResponseMessage Message)
{
    public string? ETag => Message.Headers.ETag?.ToString();

    public JsonArray Items => Body!["items"]!.AsArray();

    public string? Next => (string?)Body!["next"];

    /// <summary>Names of the fields that problem details blame.</summary>
    public IEnumerable<string> Blamed => Body!["errors"]?.AsObject().Select(error => error.Key) ?? [];
}

/// <summary>Sends JSON and reads JSON.</summary>
internal static class Api
{
    public static Task<ApiAnswer> GetAsync(this TestApp app, string path, params (string Name, string Value)[] headers) =>
        app.Admin.SendAsync(HttpMethod.Get, path, null, headers);

    public static Task<ApiAnswer> PostAsync(this TestApp app, string path, string json, params (string Name, string Value)[] headers) =>
        app.Admin.SendAsync(HttpMethod.Post, path, json, headers);

    public static Task<ApiAnswer> SendAsync(
        this HttpClient client, HttpMethod method, string path, string? json, params (string Name, string Value)[] headers) =>
        client.SendContentAsync(
            method, path, json is null ? null : new StringContent(json, System.Text.Encoding.UTF8, "application/json"), headers);

    public static async Task<ApiAnswer> SendContentAsync(
        this HttpClient client, HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var answer = await client.SendAsync(request, CancellationToken.None);
        var text = await answer.Content.ReadAsStringAsync(CancellationToken.None);
        var isJson = answer.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) is true;
        return new ApiAnswer((int)answer.StatusCode, isJson && text.Length > 0 ? JsonNode.Parse(text) : null, answer);
    }

    /// <summary>Deletes a customer; a package that waits for it, as the flow for new ones makes one, is cancelled first.</summary>
    public static async Task<ApiAnswer> DeleteCustomerAsync(
        this TestApp app, long id, params (string Name, string Value)[] headers)
    {
        const int TriesMax = 5;
        var answer = await app.Admin.SendAsync(HttpMethod.Delete, $"/api/customers/{id}", null, headers);
        for (var tries = 0; answer.Status == 409 && tries < TriesMax; tries++)
        {
            foreach (var package in (await app.GetAsync($"/api/packages?customerId={id}")).Items)
            {
                await app.Admin.SendAsync(HttpMethod.Patch, $"/api/packages/{package!["id"]}", """{"status":"Cancelled"}""");
            }

            answer = await app.Admin.SendAsync(HttpMethod.Delete, $"/api/customers/{id}", null, headers);
        }

        return answer;
    }

    /// <summary>Creates a customer; its id.</summary>
    public static async Task<long> AddCustomerAsync(this TestApp app, string json)
    {
        var answer = await app.PostAsync("/api/customers", json);
        answer.Status.ShouldBe(201, answer.Body?.ToJsonString());
        return (long)answer.Body!["id"]!;
    }
}
