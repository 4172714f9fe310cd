using System.Text.Json.Serialization;

namespace Lockstep.Simulator.Behaviour;

/// <summary>How lists are cut.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Paging>))]
public enum Paging
{
    /// <summary><c>page</c> from 1 and <c>size</c>.</summary>
    Page,

    /// <summary><c>offset</c> and <c>limit</c>.</summary>
    Offset,

    /// <summary><c>after</c>, the <c>next</c> of the answer before, and <c>limit</c>.</summary>
    Keyset,

    /// <summary>The address of the next page in the answer and in a <c>Link</c> header.</summary>
    Link,
}

/// <summary>What a caller must show.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SignInKind>))]
public enum SignInKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The secret in <c>X-Api-Key</c>.</summary>
    Key,

    /// <summary>Name and secret (HTTP Basic).</summary>
    Basic,

    /// <summary>An access token from <c>oauth/token</c>.</summary>
    OAuth,
}

/// <summary>How ids look.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<IdStyle>))]
public enum IdStyle
{
    /// <summary>Numbers from 1.</summary>
    Number,

    /// <summary>UUIDs made from the seed.</summary>
    Uuid,

    /// <summary>Texts with slashes, blanks and letters that a path must escape.</summary>
    Slashed,
}

/// <summary>What a test may turn of a system. A member that is left out keeps its default.</summary>
public sealed record WorldSettings
{
    /// <summary>How lists are cut.</summary>
    public Paging Paging { get; init; } = Paging.Keyset;

    /// <summary>The most records of one page; more are not refused, only not given.</summary>
    public int PageSizeMax { get; init; } = 100;

    /// <summary>What a caller must show.</summary>
    public SignInKind SignIn { get; init; }

    /// <summary>The name of the caller, for Basic and OAuth.</summary>
    public string ClientId { get; init; } = "lockstep";

    /// <summary>The caller's secret.</summary>
    public string Secret { get; init; } = "a-secret-of-the-simulator";

    /// <summary>How long an access token is good, in seconds.</summary>
    public double TokenSeconds { get; init; } = 3_600;

    /// <summary>How ids look.</summary>
    public IdStyle Ids { get; init; }

    /// <summary>Whether <c>Idempotency-Key</c> is heeded; ignored without a word when not.</summary>
    public bool Idempotency { get; init; }

    /// <summary>Whether <c>If-Match</c> is heeded; ignored without a word when not.</summary>
    public bool Conditional { get; init; }

    /// <summary>Whether a caller may give the id of a new record.</summary>
    public bool ClientIds { get; init; }

    /// <summary>Whether fields that it does not know are refused; forgotten without a word when not.</summary>
    public bool RefusesUnknownFields { get; init; }

    /// <summary>Whether the record that a parent's field names must be there.</summary>
    public bool ChecksParents { get; init; }

    /// <summary>Whether creates and updates are answered with the version as ETag and nothing of the record.</summary>
    public bool AnswersBare { get; init; }

    /// <summary>Whether a write that changes nothing counts as a change.</summary>
    public bool TouchesUnchanged { get; init; }

    /// <summary>Fields that no two records may share, such as <c>customers.email</c>.</summary>
    public IReadOnlyList<string> Unique { get; init; } = [];

    /// <summary>What it makes of values that it is given.</summary>
    public IReadOnlyList<Rewrite> Rewrites { get; init; } = [];

    /// <summary>Fields that have another name from now on, in order.</summary>
    public IReadOnlyList<Rename> Renames { get; init; } = [];

    /// <summary>Fields that must be given from now on, such as <c>customers.city</c>.</summary>
    public IReadOnlyList<string> Required { get; init; } = [];

    /// <summary>How far its clock goes ahead, in seconds; less than 0 when it is late.</summary>
    public double ClockSkewSeconds { get; init; }

    /// <summary>The smallest step of its clock, in milliseconds.</summary>
    public int ClockStepMs { get; init; } = 1;

    /// <summary>How long each answer takes at least, in milliseconds.</summary>
    public int SlowMs { get; init; }

    /// <summary>The most requests a second; 0 for any number.</summary>
    public double RequestsPerSecond { get; init; }

    /// <summary>How many requests may come at once.</summary>
    public int RequestsBurst { get; init; } = 10;

    /// <summary>Where notifications go; null for nowhere.</summary>
    public string? WebhookUrl { get; init; }

    /// <summary>What notifications are signed with.</summary>
    public string WebhookSecret { get; init; } = "a-secret-of-its-notifications";

    /// <summary>Sends each n-th notification twice; 0 for none.</summary>
    public int DuplicateEvery { get; init; }

    /// <summary>How many notifications are gathered and shuffled before they go out; 0 sends each at once.</summary>
    public int ReorderWindow { get; init; }

    /// <summary>Whether requests are kept for the test to read; off for load.</summary>
    public bool KeepsRequests { get; init; } = true;
}

/// <summary>A field that gets another name, in all records that are there too.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="From">Its name so far.</param>
/// <param name="To">Its new name.</param>
public sealed record Rename(string Kind, string From, string To);
