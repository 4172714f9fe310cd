using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Contracts.Json;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.UseCases;
using Microsoft.AspNetCore.Http;

namespace Lockstep.Gateway.Dialects.Erp;

/// <summary>What runs between the CRM and the ERP: files of customers in, orders out, calls, health.</summary>
internal static class ErpIntegrations
{
    private const int RowsMax = 5_000;

    /// <summary>
    /// Customers in one commit: those whose e-mail is known are left as they are, those that can't be are named by their row. Here an
    /// e-mail
    /// address is required.
    /// </summary>
    public static async Task ImportAsync(CanonicalApi api)
    {
        if (await api.ReadObjectAsync() is not { } body)
        {
            return;
        }

        if (body["customers"] is not JsonArray { Count: <= RowsMax } rows)
        {
            await api.RefuseAsync(
                Refusal.Invalid(
                    "customers", $"Must be given, {RowsMax} of them at most; POST /api/customers/import takes files of any size."));
            return;
        }

        var sent = rows.Index().Where(static row => row.Item is JsonObject customer && customer["email"] is not null).ToList();
        var batch = new JsonObject
        {
            ["customers"] = new JsonArray([.. sent.Select(static row => (JsonNode)Json.Pick(row.Item!, "name", "email", "phone"))]),
        };
        var answer = sent.Count == 0 ? null : await api.SendAsync("POST", "/api/customers/batch", default, batch, key: "");
        if (answer is { Status: >= 400 })
        {
            await api.PassOnAsync(answer);
            return;
        }

        await api.AnswerAsync(Summary(rows.Count, [.. sent.Select(static row => row.Index)], answer?.Read()["items"]!.AsArray() ?? []));
    }

    /// <summary>The body is verified to the last byte, so it goes on untouched. Nobody is signed in, so the customer stays what the order says of it.</summary>
    public static Task WebhookAsync(CanonicalApi api) => api.ForwardAsync($"{ErpOrders.Canonical}/webhooks/status", order => WholeOrders.Shape(order, null));

    /// <summary>Passed on as it comes, however long it is.</summary>
    public static async Task ExportAsync(CanonicalApi api)
    {
        var (errors, query) = (new Errors(), QueryString.Empty);
        foreach (var name in new[] { "from", "to" })
        {
            var text = api.Query[name].ToString();
            if (Instant.Read(text) is not null)
            {
                query = query.Add(name, text);
            }
            else
            {
                errors.Add(name, "Must be given, an instant like 2026-01-31T09:30:00Z.");
            }
        }

        await (
            errors.ToRefusal() is { } problem ? api.RefuseAsync(problem) : api.StreamAsync(
                $"{ErpOrders.Canonical}/export", query, "orders.csv"));
    }

    public static async Task HealthAsync(CanonicalApi api)
    {
        var isUp = (await api.SendAsync("GET", "/health/ready")).Status == StatusCodes.Status200OK;
        await api.AnswerAsync(
            new JsonObject { ["status"] = isUp ? "UP" : "DOWN", ["service"] = "lockstep" },
            isUp ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>Totals beyond 10,000 new orders are that at least, as in the lists they come from.</summary>
    public static async Task MetricsAsync(CanonicalApi api)
    {
        var one = QueryString.Create("size", "1");
        var (figures, age) = (new JsonObject(), 0L);
        foreach (var (name, path, query) in new[]
        {
            ("customers", "/api/customers", one), ("orders", ErpOrders.Canonical, one), ("newOrders", ErpOrders.Canonical, one.Add("status", "NEW")),
        })
        {
            var answer = await api.SendAsync("GET", path, query);
            if (answer.Status >= 400)
            {
                await api.PassOnAsync(answer);
                return;
            }

            var page = answer.Read();
            figures[name] = ((long?)page["total"] ?? (long)page["totalAtLeast"]!);
            age = page["items"] is JsonArray { Count: > 0 } rows ? Age(api, rows[0]!) : 0;
        }

        // The list of those that are new was the last one.
        figures["oldestNewOrderAgeSeconds"] = age;

        await api.AnswerAsync(figures);
    }

    private static JsonObject Summary(int rows, List<int> sent, JsonArray results)
    {
        var codes = results.Select(static result => (int)result!["code"]!).ToList();
        var errors = new JsonArray();
        for (var row = 0; row < rows; row++)
        {
            var at = sent.BinarySearch(row);
            if (at < 0 || codes[at] is not (StatusCodes.Status201Created or StatusCodes.Status409Conflict))
            {
                errors.Add((JsonNode)Error(row + 1, at < 0 ? null : results[at]));
            }
        }

        return new JsonObject
        {
            ["inserted"] = codes.Count(static code => code is StatusCodes.Status201Created),
            ["skipped"] = codes.Count(static code => code is StatusCodes.Status409Conflict),
            ["errors"] = errors,
        };
    }

    private static JsonObject Error(int row, JsonNode? problem) => new()
    {
        ["row"] = row,
        ["message"] = problem is null ? "email: Must be given." : (string?)problem["detail"],
        ["errors"] = problem?["errors"]?.DeepClone(),
    };

    private static long Age(CanonicalApi api, JsonNode order) =>
        Math.Max(0, (long)(api.Now - DateTimeOffset.Parse((string)order["createdAt"]!, CultureInfo.InvariantCulture)).TotalSeconds);
}
