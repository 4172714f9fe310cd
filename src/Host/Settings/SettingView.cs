using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lockstep.Host.Settings;

/// <summary>The settings of a process.</summary>
/// <param name="Items">By name.</param>
internal sealed record SettingList(IReadOnlyList<SettingView> Items);

/// <summary>A setting of this process. All values are written as in the environment.</summary>
/// <param name="Name">As docs/operations.md has it: in the environment, sections of options have <c>LOCKSTEP_</c> before.</param>
/// <param name="Value">What is in force since the start; null when there is none. Of a secret that is set, <c>***</c>.</param>
/// <param name="Source"><c>default</c>, <c>file</c> (lockstep.json), <c>environment</c>, <c>command-line</c> or <c>program</c>.</param>
/// <param name="IsSecret">Whether it is a secret.</param>
internal sealed record SettingView(string Name, string? Value, string Source, bool IsSecret)
{
    /// <summary>What holds when it is not set; null when there is none.</summary>
    public string? Default { get; init; }

    /// <summary>The least that it may be; null where there is no least.</summary>
    public string? Min { get; init; }

    /// <summary>The most that it may be; null where there is no most.</summary>
    public string? Max { get; init; }

    /// <summary>The most characters, or entries, that it may have; null where it has none.</summary>
    public int? LengthMax { get; init; }

    /// <summary>What alone it may be; null where it is free.</summary>
    public IReadOnlyList<string>? Allowed { get; init; }
}

/// <summary>The JSON of the settings.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(SettingList))]
internal sealed partial class SettingJson : JsonSerializerContext;
