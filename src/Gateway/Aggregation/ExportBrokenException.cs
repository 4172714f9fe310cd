namespace Lockstep.Gateway.Aggregation;

/// <summary>A page of an export did not come, so that the export can't be whole.</summary>
/// <param name="section">The section that it is missing from.</param>
/// <param name="why">One sentence for a person.</param>
internal sealed class ExportBrokenException(string section, string why) : Exception($"The {section} can't be read right now: {why}")
{
    /// <summary>The section that it is missing from.</summary>
    public string Section => section;
}
