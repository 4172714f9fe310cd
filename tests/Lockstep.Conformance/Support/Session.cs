using System.Text.Json;

namespace Lockstep.Conformance.Support;

/// <summary>A session of the first admin, as it was when it was opened.</summary>
/// <param name="Access">The access token.</param>
/// <param name="Refresh">The refresh token; good once in each copy of the site.</param>
/// <param name="Until">Until when the access token lives.</param>
internal sealed record Session(string Access, string Refresh, DateTimeOffset Until)
{
    private static readonly TimeSpan LeftMin = TimeSpan.FromMinutes(4);

    /// <summary>Whether a test may begin with its access token.</summary>
    public bool IsFresh => Until - TimeProvider.System.GetUtcNow() > LeftMin;

    public static Session Read(JsonElement answer) => new(
        answer.GetProperty("access_token").GetString()!,
        answer.GetProperty("refresh_token").GetString()!,
        TimeProvider.System.GetUtcNow().AddSeconds(answer.GetProperty("expires_in").GetInt64()));
}
