using System.Text.Json;
using Lockstep.Bench.Servers;

namespace Lockstep.Bench.Benches;

/// <summary>The pages of a list, one after the other by the cursor of the one before.</summary>
internal static class Pages
{
    public static async IAsyncEnumerable<(string Path, JsonDocument Body)> WalkAsync(LockstepApi api, string list, int pagesMax)
    {
        var path = list;
        for (var i = 0; i < pagesMax; i++)
        {
            var body = await api.GetAsync(path);
            var next = body.RootElement.GetProperty("next").GetString();
            yield return (path, body);
            if (next is null)
            {
                yield break;
            }

            path = $"{list}&after={Uri.EscapeDataString(next)}";
        }
    }
}
