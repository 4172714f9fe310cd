using System.Text.Json.Nodes;
using Lockstep.Tests.Modules.Reports;

namespace Lockstep.Conformance.Support;

/// <summary>Reports of a process, held against a recount of its records.</summary>
internal static class ReportChecks
{
    private static readonly DateOnly From = new(2024, 1, 1);
    private static readonly DateOnly To = new(2032, 1, 1);

    /// <summary>Waits until reports equal a recount, in zones on both sides of the date line.</summary>
    public static async Task ShouldEqualARecountAsync(this Api api, DateOnly? from = null, DateOnly? to = null)
    {
        var recount = await Recount.OfAsync(api.NodeAsync);
        await Eventually.HoldsAsync(
            async () => await recount.DifferenceAsync(api.NodeAsync, from ?? From, to ?? To, "UTC", "Pacific/Auckland", "America/St_Johns"),
            TimeSpan.FromMinutes(2));
    }

    /// <summary>
    /// A time of each day that lies up to two hours back: seen from a day ago exactly one is due, and none is for most of a day.
    /// </summary>
    public static string LastHour() => $"0 {TimeProvider.System.GetUtcNow().AddHours(-1).Hour} * * *";

    public static async Task<JsonNode> NodeAsync(this Api api, string path)
    {
        using var answer = await api.Http.GetAsync(path);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new HttpRequestException($"{path}: {text}", null,
            answer.StatusCode);
    }
}
