using System.Text.Json.Nodes;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Reports;

/// <summary>Reads reports, and waits until they have heard of everything.</summary>
internal static class ReportApi
{
    public static async Task<JsonNode> ReadAsync(this TestApp app, string path)
    {
        ApiAnswer? answer = null;

        // The first start builds them.
        await TestApp.EventuallyAsync(async () => (answer = await app.GetAsync(path)).Status != 503, "reports are there");
        answer!.Status.ShouldBe(200, answer.Body?.ToJsonString());
        return answer.Body!;
    }

    /// <summary>Waits until reports are equal to a recount of what is there now.</summary>
    public static async Task ShouldEqualARecountAsync(this TestApp app, DateOnly from, DateOnly to, params string[] zones)
    {
        var recount = await Recount.OfAsync(app.ReadAsync);
        var difference = (string?)"";
        try
        {
            await TestApp.EventuallyAsync(
                async () => (difference = await recount.DifferenceAsync(app.ReadAsync, from, to, zones)) is null,
                    "reports equal a recount");
        }
        catch (TimeoutException)
        {
            difference.ShouldBeNull();
        }
    }

    public static async Task<JsonNode> RebuildAsync(this TestApp app)
    {
        var asked = (await app.PostAsync("/api/reports/rebuild", "")).Body!;
        JsonNode? state = null;
        await TestApp.EventuallyAsync(
            async () => (long)(state = await app.ReadAsync("/api/reports/rebuild"))["id"]! == (long)asked["id"]!
                && (string?)state["state"] is "done",
            "the rebuild is done");
        return state!;
    }

    /// <summary>Signs the admin in anew, when the clock was moved so far that the token has expired.</summary>
    public static void Renew(this TestApp app) => app.Admin.DefaultRequestHeaders.Authorization = new("Bearer", app.TokenFor("admin"));

    /// <summary>The rows of a report, of the one currency that there is.</summary>
    public static IReadOnlyList<string> Rows(this JsonNode report) =>
        [.. report["series"]!.AsArray().Single()!["rows"]!.AsArray().Select(static row => string.Join(' ',
            row!.AsArray().Select(static cell => cell?.ToString() ?? "-")))];

    /// <summary>Sends a file to an import.</summary>
    public static async Task ImportAsync(this TestApp app, string resource, string query, byte[] file, string type = "text/csv")
    {
        using var content = new ByteArrayContent(file);
        content.Headers.ContentType = new(type);
        var answer = await app.Admin.SendContentAsync(HttpMethod.Post, $"/api/{resource}/import?{query}", content);
        answer.Status.ShouldBe(200, answer.Body?.ToJsonString());
        ((long)answer.Body!["refused"]!).ShouldBe(0, answer.Body.ToJsonString());
    }
}
