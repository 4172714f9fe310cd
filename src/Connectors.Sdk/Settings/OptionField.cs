namespace Lockstep.Connectors.Sdk.Settings;

/// <summary>An option of a connector, as a form or a page of documentation shows it.</summary>
/// <param name="Name">Its name in the file, for example <c>url</c>.</param>
/// <param name="Kind">What it takes.</param>
/// <param name="Description">One sentence: meaning, unit, default.</param>
/// <param name="IsRequired">Whether the system can't be opened without it.</param>
public sealed record OptionField(string Name, OptionKind Kind, string Description, bool IsRequired = false);

/// <summary>What an option takes.</summary>
public enum OptionKind
{
    /// <summary>A text.</summary>
    Text,

    /// <summary>A whole URL.</summary>
    Url,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Flag,

    /// <summary>A time like <c>30s</c>.</summary>
    Duration,

    /// <summary>A secret, or a reference to one.</summary>
    Secret,

    /// <summary>A part with fields of its own, or a list of such; see the connector's page.</summary>
    Part,
}
