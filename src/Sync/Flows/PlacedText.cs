namespace Lockstep.Sync.Flows;

/// <summary>A text of a flow's file.</summary>
/// <param name="Name">What it is called, for example <c>map.total</c>.</param>
/// <param name="Key">Its own name, for example <c>total</c>.</param>
/// <param name="Text">The text.</param>
/// <param name="Line">Where it stands, counted from 1.</param>
internal sealed record PlacedText(string Name, string Key, string Text, long Line)
{
    /// <summary>Where it stands, for a person.</summary>
    public string Place => FormattableString.Invariant($"line {Line}: {Name}");
}
