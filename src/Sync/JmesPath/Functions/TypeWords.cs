using Lockstep.Sync.JmesPath.Values;

namespace Lockstep.Sync.JmesPath.Functions;

/// <summary>The kinds of values in the words of JMESPath.</summary>
internal static class TypeWords
{
    public static string Of(in Value value) => value.Kind switch
    {
        ValueKind.Null => "null",
        ValueKind.True or ValueKind.False => "boolean",
        ValueKind.Number => "number",
        ValueKind.Text => "string",
        ValueKind.List => "array",
        _ => "object",
    };
}
