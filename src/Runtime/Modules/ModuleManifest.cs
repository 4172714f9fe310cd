using System.Reflection;
using Lockstep.Contracts.Systems;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;

namespace Lockstep.Runtime.Modules;

/// <summary>
/// What a module has. Whatever lists modules, or what is theirs, derives from this; <c>Program.Modules</c> alone names the modules.
/// </summary>
public sealed record ModuleManifest
{
    /// <summary>The name in lower case: of its database, of its log lines and in flows.</summary>
    public required string Name { get; init; }

    /// <summary>The assembly that embeds the module's <c>Schema</c> folder.</summary>
    public required Assembly Schema { get; init; }

    /// <summary>The permissions that are about what the module holds; each belongs to one module.</summary>
    public required IReadOnlyList<string> Permissions { get; init; }

    /// <summary>
    /// The kinds of its records that have a history and events, for example <c>customer</c>; nothing else is written into its log.
    /// </summary>
    public required IReadOnlyList<string> Records { get; init; }

    /// <summary>Its records as they are, to be compared with their histories.</summary>
    public IReadOnlyList<LiveRecords> Live { get; init; } = [];

    /// <summary>Who may see the events of its records as they happen; those of a kind that is not here are told to nobody.</summary>
    public IReadOnlyList<EventAudience> Audiences { get; init; } = [];

    /// <summary>The kinds of records whose changes flows may read here; none when it is no system of flows.</summary>
    public IReadOnlySet<string> FlowReads { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>The kinds of records that flows may write here.</summary>
    public IReadOnlySet<string> FlowWrites { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>What flows may do with its records one by one.</summary>
    public IReadOnlyList<RecordAbilities> FlowRecords { get; init; } = [];

    /// <summary>What can be imported.</summary>
    public IReadOnlyList<ImportManifest> Imports { get; init; } = [];

    /// <summary>What can be exported.</summary>
    public IReadOnlyList<ExportManifest> Exports { get; init; } = [];

    /// <summary>The columns that hold what its vault sealed, to be sealed anew when the key changes.</summary>
    public IReadOnlyList<SealedColumn> Secrets { get; init; } = [];

    /// <summary>How long its own tables keep what has done its work.</summary>
    public IReadOnlyList<RetentionRule> Retention { get; init; } = [];

    /// <summary>What in its own tables waits for an instant.</summary>
    public IReadOnlyList<FutureRule> Future { get; init; } = [];

    /// <summary>The names of its figures.</summary>
    public IReadOnlyList<string> Metrics { get; init; } = [];

    /// <summary>What it answers in dialects; see <see cref="IDialectEndpoints"/>.</summary>
    public IReadOnlyList<DialectRoute> Dialects { get; init; } = [];
}

/// <summary>A resource that can be imported.</summary>
/// <param name="Name">As people and the command line say it, for example <c>customers</c>.</param>
/// <param name="Path">Where it is in the API; its imports begin at <c>/import</c> below.</param>
/// <param name="Parameters">What an import of it may be told that others may not.</param>
public sealed record ImportManifest(string Name, string Path, IReadOnlyList<ImportParameter> Parameters)
{
    /// <summary>What every import may be told of its file; options of the command line too.</summary>
    public static IReadOnlyList<ImportParameter> FileParameters { get; } =
    [
        new("charset", "The encoding of the letters, like windows-1251; found out when left out, and told"),
        new("separator", "What stands between cells: comma, semicolon, tab, pipe or another sign; found out when left out"),
        new("decimal", "What stands before the decimals of numbers: , or . ; found out when all numbers of the file leave one way"),
        new("start", "over leaves an interrupted import of this run as it is, and begins a new one"),
    ];
}

/// <summary>Records that can be exported.</summary>
/// <param name="Name">As people and the command line say it, for example <c>order-lines</c>.</param>
/// <param name="Path">The endpoint in the API.</param>
public sealed record ExportManifest(string Name, string Path);

/// <summary>A parameter of an import.</summary>
/// <param name="Name">In the query of the API; an option of the command line too.</param>
/// <param name="Description">For people.</param>
public sealed record ImportParameter(string Name, string Description);
