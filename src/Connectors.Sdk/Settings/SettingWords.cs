using Lockstep.Contracts;
namespace Lockstep.Connectors.Sdk.Settings;

/// <summary>How a kind of file speaks of itself.</summary>
/// <param name="Example">What such a file may begin with.</param>
/// <param name="Unknown">
/// What is said of a member that nobody asked for: by its name, the names that there are, and what each is called in the whole file.
/// </param>
internal sealed record SettingWords(string Example, Func<string, IReadOnlyList<string>, Func<string, string>, string> Unknown)
{
    /// <summary>Of systems, and of what their connectors read.</summary>
    public static SettingWords OfSystems { get; } =
        new("name: my-system", static (name, known, _) => $"is no field here; {Nearest.Hint(name, known)}");
}
