using System.Collections.Frozen;

namespace Lockstep.Sync.JmesPath.Functions;

/// <summary>All functions, those of the standard and ours.</summary>
internal static class FunctionTable
{
    private static readonly FrozenDictionary<string, Function> ByName =
        new[]
        {
            ListFunctions.All, ObjectFunctions.All, OrderFunctions.All, NumberFunctions.All, ValueFunctions.All, TextFunctions.All,
            DateFunctions.All, LookupFunctions.All,
        }.SelectMany(static part => part).ToFrozenDictionary(static function => function.Name, StringComparer.Ordinal);

    public static IReadOnlyList<string> Names { get; } = [.. ByName.Keys.Order(StringComparer.Ordinal)];

    public static Function? Find(string name) => ByName.GetValueOrDefault(name);
}
