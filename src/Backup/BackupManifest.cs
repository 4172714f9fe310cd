using System.Text.Json.Serialization;
using Lockstep.Runtime.Storage;

namespace Lockstep.Backup;

/// <summary>What a backup holds; <c>manifest.json</c> in it.</summary>
/// <param name="Format">The version of the format.</param>
/// <param name="Lockstep">The version of the program that wrote it.</param>
/// <param name="At">The instant whose commits are in it: all up to then, none of later.</param>
/// <param name="Store">The store that it was taken from.</param>
/// <param name="Modules">The databases.</param>
internal sealed record BackupManifest(int Format, string Lockstep, DateTimeOffset At, string Store, IReadOnlyList<BackupModule> Modules)
{
    /// <summary>The version that this program writes and the only one that it reads.</summary>
    public const int CurrentFormat = 1;

    /// <summary>All rows of all tables.</summary>
    [JsonIgnore]
    public long Rows => Modules.Sum(module => module.Tables.Sum(table => table.Rows));
}

/// <summary>One database of a backup.</summary>
/// <param name="Name">The module.</param>
/// <param name="Scripts">The schema scripts that made its tables.</param>
/// <param name="Masters">The fingerprints of the master keys, any of which opens its data keys.</param>
/// <param name="Tables">Its tables, each after those that its rows point to.</param>
internal sealed record BackupModule(
    string Name, IReadOnlyList<AppliedScript> Scripts, IReadOnlyList<string> Masters, IReadOnlyList<BackupTable> Tables);

/// <summary>One table of a backup.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Columns">Its columns, in the order of the values of a row.</param>
/// <param name="Key">The columns of its primary key, by which the rows are in order.</param>
/// <param name="References">Tables that its rows point to.</param>
/// <param name="Rows">How many rows there are.</param>
/// <param name="Sha256">Of all rows, in lower-case hexadecimal.</param>
/// <param name="Highest">The highest number that it ever gave to a row; 0 when it gives none.</param>
/// <param name="Parts">The files that hold the rows, in their order.</param>
internal sealed record BackupTable(
    string Name, IReadOnlyList<TableColumn> Columns, IReadOnlyList<string> Key, IReadOnlyList<string> References, long Rows, string Sha256,
    long Highest, IReadOnlyList<string> Parts)
{
    /// <summary>The table as it must be where it is restored.</summary>
    [JsonIgnore]
    public TableShape Shape => new(Name, Columns, Key, References);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UseStringEnumConverter = true,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class BackupJson : JsonSerializerContext;
