using System.Text.Json;
using Lockstep.Runtime.Http;

namespace Lockstep.Runtime.Dialects;

/// <summary>Clients of a shop and of sales management read <c>success</c> and <c>message</c> of a problem.</summary>
public static class MessageProblem
{
    /// <summary>Writes them; see <see cref="ProblemMembers"/>.</summary>
    public static void Write(Utf8JsonWriter json, Problem problem, DateTimeOffset now)
    {
        json.WriteBoolean("success", false);
        json.WriteString(
            "message",
            problem.Errors is { Count: > 0 } errors
                ? string.Join(' ', errors.SelectMany(static field => field.Value.Select(message => $"{field.Key}: {message}")))
                : problem.Detail);
    }
}
