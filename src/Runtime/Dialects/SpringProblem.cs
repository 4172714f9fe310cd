using System.Text.Json;
using Lockstep.Runtime.Http;

namespace Lockstep.Runtime.Dialects;

/// <summary>Clients of a Spring service read <c>timestamp</c>, <c>error</c> and <c>details</c> of a problem.</summary>
public static class SpringProblem
{
    /// <summary>Writes them; see <see cref="ProblemMembers"/>.</summary>
    public static void Write(Utf8JsonWriter json, Problem problem, DateTimeOffset now)
    {
        json.WriteInstant("timestamp", now);
        json.WriteString("error", problem.Title);
        json.WriteStartArray("details");
        foreach (var detail in problem.Errors is { } errors
            ? errors.SelectMany(static field => field.Value.Select(message => $"{field.Key}: {message}"))
            : [problem.Detail])
        {
            json.WriteStringValue(detail);
        }

        json.WriteEndArray();
    }
}
