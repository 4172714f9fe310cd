using Lockstep.Runtime.Storage;

namespace Lockstep.Sync.Pairs;

/// <summary>Whether people have accepted what the first match of a flow found.</summary>
internal static class AcceptedMatches
{
    /// <summary>Whether they have; once they have, it stays so.</summary>
    public static async ValueTask<bool> AnyAsync(IReader reader, string flow) => await reader.FirstAsync(
        "select 1 from first_matches where flow = $1 and accepted_at is not null limit 1", static row => row.Int64(0), flow) == 1;
}
