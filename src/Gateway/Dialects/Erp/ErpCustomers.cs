using System.Text.Json.Nodes;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Gateway.Dialects.Erp;

/// <summary>Customers as the dialect has them.</summary>
internal static class ErpCustomers
{
    private const string Canonical = "/api/customers";

    public static JsonObject Shape(JsonNode customer) => Json.Pick(customer, "id", "name", "email", "phone", "createdAt", "updatedAt");

    /// <summary>Here an e-mail address is required.</summary>
    public static async Task CreateAsync(CanonicalApi api)
    {
        if (await api.ReadObjectAsync() is not { } body)
        {
            return;
        }

        if (body["email"] is null)
        {
            await api.RefuseAsync(Refusal.Invalid("email", "Must be given."));
            return;
        }

        var answer = await api.SendAsync("POST", Canonical, default, Json.Pick(body, "name", "email", "phone"), key: "");
        await (answer.Status >= 400 ? api.PassOnAsync(answer) : api.AnswerAsync(Shape(answer.Read())));
    }

    /// <summary>The newest update first.</summary>
    public static async Task ListAsync(CanonicalApi api)
    {
        var (page, problem) = SpringPage.Read(api.Query);
        if (page is null)
        {
            await api.RefuseAsync(problem!);
            return;
        }

        var query = page.ToQuery().Add("sort", "-updatedAt");
        var answer = await api.SendAsync("GET", Canonical, api.Query["updatedAt"] is [{ Length: > 0 } since] ? query.Add("updatedSince", since) : query);
        await (answer.Status >= 400 ? api.PassOnAsync(answer) : api.AnswerAsync(Page(page, answer.Read())));
    }

    /// <summary>Name and phone; the address at which a customer is known to the ERP stays.</summary>
    public static async Task ReplaceAsync(CanonicalApi api)
    {
        if (await api.ReadObjectAsync() is not { } body)
        {
            return;
        }

        var answer = body["name"] is null
            ? await api.SendAsync("PATCH", $"{Canonical}/{api.Id}", default, new JsonObject { ["name"] = null })
            : await api.SendAsync("PATCH", $"{Canonical}/{api.Id}", default, Json.Pick(body, "name", "phone"));
        await (answer.Status >= 400 ? api.PassOnAsync(answer) : api.AnswerAsync(Shape(answer.Read())));
    }

    public static Task ReadAsync(CanonicalApi api) => api.ForwardAsync($"{Canonical}/{api.Id}", Shape);

    private static JsonObject Page(SpringPage page, JsonNode list) =>
        page.Write(list, new JsonArray([.. list["items"]!.AsArray().Select(customer => (JsonNode)Shape(customer!))]));
}
