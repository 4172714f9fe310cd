using System.Reflection;
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

    /// <summary>What can be imported.</summary>
    public IReadOnlyList<ImportManifest> Imports { get; init; } = [];

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
public sealed record ImportManifest(string Name, string Path, IReadOnlyList<ImportParameter> Parameters);

/// <summary>A parameter of an import.</summary>
/// <param name="Name">In the query of the API; an option of the command line too.</param>
/// <param name="Description">For people.</param>
public sealed record ImportParameter(string Name, string Description);
