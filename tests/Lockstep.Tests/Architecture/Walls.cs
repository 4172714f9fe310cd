namespace Lockstep.Tests.Architecture;

/// <summary>A module shows one type; everything else in it is its own business.</summary>
internal static class Walls
{
    public static IEnumerable<string> Holes(string module, IEnumerable<Type> types)
    {
        var shown = types.Where(type => type.IsVisible).Select(type => type.Name).Order(StringComparer.Ordinal).ToList();
        var door = $"{module}Module";
        if (!shown.Remove(door))
        {
            yield return $"{module} does not show {door}";
        }

        foreach (var name in shown)
        {
            yield return $"{module} shows {name}";
        }
    }
}
