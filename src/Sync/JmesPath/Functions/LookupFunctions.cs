using Lockstep.Contracts;
using Lockstep.Sync.JmesPath.Values;

namespace Lockstep.Sync.JmesPath.Functions;

/// <summary>Functions that look something up: in a table of the flow, or among the links of records.</summary>
internal static class LookupFunctions
{
    /// <summary>The functions by name that a checker of flows asks for.</summary>
    public const string Lookup = "lookup";

    /// <summary>See <see cref="Lookup"/>.</summary>
    public const string Ref = "ref";

    public static readonly Function[] All =
    [
        Function.Of(Lookup, "string, string|number|null, any?", Look),
        Function.Of(Ref, "string, string, string|number|null, string?", Follow),
    ];

    private static Value Look(Call call)
    {
        var table = call.Tables.GetValueOrDefault(call.Text(0))
            ?? throw Call.Wrong($"there is no table {call.Text(0)}; {Known(call.Text(0), call.Tables.Keys)}");
        if (call[1].Kind is not ValueKind.Null && table.TryGetValue(ValueWriter.ToText(call[1], call.Run), out var found))
        {
            return Value.Of(found);
        }

        return call.Count > 2 ? call[2]
            : call[1].Kind is ValueKind.Null ? default
            : throw Call.Wrong($"the table {call.Text(0)} has no key {ValueWriter.ToText(call[1], call.Run)}");
    }

    private static string Known(string name, IEnumerable<string> tables) =>
        tables.Order(StringComparer.Ordinal).ToList() is { Count: > 0 } known ? Nearest.Hint(name, known) : "the flow has no tables";

    private static Value Follow(Call call) => call[2].Kind is ValueKind.Null
        ? default
        : Value.Of(call.Run.Linked(new LinkName(call.Text(0), call.Text(1), ValueWriter.ToText(call[2], call.Run), call.TextOrNull(3))));
}
