using System.Text.Json;
using Lockstep.Contracts;

namespace Lockstep.Runtime.UseCases;

/// <summary>Says what is wrong with a JSON body in the words of its sender.</summary>
public static class JsonFaults
{
    /// <summary>A 400 that names the member, as far as the fault has one.</summary>
    public static Refusal ToRefusal(JsonException fault)
    {
        var field = Field(fault.Path);
        if (fault is UnknownMembersException unknown)
        {
            var inside = field is "$" ? "" : $"{field}.";
            return Refusal.Invalid(
                unknown.Names.ToDictionary(
                    name => inside + name, string[] (name) => [$"Is not taken here; {Nearest.Hint(name, unknown.Known)}"],
                    StringComparer.Ordinal));
        }

        if (fault.Message.Contains("Duplicate", StringComparison.OrdinalIgnoreCase))
        {
            return Refusal.Invalid(DuplicateName(fault.Message) ?? field, "Must be there only once.");
        }

        // A reader of ours says what it takes.
        if (fault.Message.StartsWith("Must ", StringComparison.Ordinal))
        {
            return Refusal.Invalid(field, fault.Message);
        }

        return fault.InnerException is JsonException or null && fault.Path is null or "$"
            ? new Refusal(
                RefusalCode.Invalid, $"The body is not valid JSON for this request{Place(fault)}.",
                Body($"Is not valid JSON{Place(fault)}."))
            : Refusal.Invalid(field, $"Does not have the expected type or form{Place(fault)}.");
    }

    private static Dictionary<string, string[]> Body(string message) => new(StringComparer.Ordinal) { ["$"] = [message] };

    private static string Place(JsonException fault) =>
        fault.LineNumber is { } line ? $" (line {line + 1}, byte {fault.BytePositionInLine + 1})" : "";

    private static string Field(string? path) =>
        path is null or "$" ? "$"
        : path.StartsWith("$.", StringComparison.Ordinal) ? path[2..]
        : path;

    private static string? DuplicateName(string message)
    {
        var start = message.IndexOf('\'', StringComparison.Ordinal);
        var end = message.IndexOf('\'', start + 1);
        return start >= 0 && end > start + 1 ? message[(start + 1)..end] : null;
    }
}
