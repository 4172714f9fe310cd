using Lockstep.Connectors.Sdk;

namespace Lockstep.Connectors.Rest.Files;

/// <summary>A REST API as its file tells of it; checked.</summary>
internal sealed record RestApi
{
    /// <summary>What all paths are below; ends with a slash.</summary>
    public required Uri Url { get; init; }

    /// <summary>What is asked to see whether it lets us in; null for a page of the first kind.</summary>
    public PathTemplate? Test { get; init; }

    /// <summary>Headers of each request.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>How it tells of faults.</summary>
    public required ErrorSettings Errors { get; init; }

    /// <summary>Its kinds by their names.</summary>
    public required IReadOnlyDictionary<string, RestKind> Kinds { get; init; }
}

/// <summary>One kind of record.</summary>
internal sealed record RestKind
{
    /// <summary>Its name in flows.</summary>
    public required string Name { get; init; }

    /// <summary>Where things lie in answers.</summary>
    public required AnswerPaths Answers { get; init; }

    /// <summary>How instants are written in paths.</summary>
    public TimeStyle Times { get; init; }

    /// <summary>How many records a page has; what is asked for as <c>{limit}</c>.</summary>
    public int PageSize { get; init; } = 100;

    /// <summary>The member of a body in which the record goes; null when it is the body.</summary>
    public string? BodyIn { get; init; }

    public PathTemplate? Read { get; init; }

    /// <summary>Where the record lies in the answer to a read, when that is elsewhere than in the answer to a write.</summary>
    public JsonPath? ReadRecord { get; init; }

    public PathTemplate? List { get; init; }

    public ChangesSettings? Changes { get; init; }

    public WriteSettings? Create { get; init; }

    public WriteSettings? Update { get; init; }

    public WriteSettings? Delete { get; init; }

    /// <summary>Paths of searches by the fields that they look for.</summary>
    public required IReadOnlyDictionary<string, PathTemplate> Search { get; init; }

    /// <summary>Those of the fields whose values are alike when their digits are: telephone numbers.</summary>
    public required IReadOnlySet<string> SearchByDigits { get; init; }

    /// <summary>The list of those records that have one of some ids; null where each is read by itself.</summary>
    public PathTemplate? Existing { get; init; }

    /// <summary>What makes a repeated create safe; null when nothing does.</summary>
    public OnceSettings? Once { get; init; }

    /// <summary>The header that carries the expected version, and its value with <c>{version}</c>; null when there is none.</summary>
    public (string Header, string Value)? Conditional { get; init; }

    public TimeSpan? SettlesWithin { get; init; }

    /// <summary>What can be done with it.</summary>
    public RecordKind Kind { get; init; } = new("", Capability.None);
}

/// <summary>Where things lie in the answers for a kind. What is left out counts as the system says, else by default.</summary>
internal sealed record AnswerPaths
{
    /// <summary>The record in an answer with one. Default: the answer.</summary>
    public JsonPath? Record { get; init; }

    /// <summary>The records in an answer with many. Default: the answer.</summary>
    public JsonPath? Items { get; init; }

    /// <summary>Default <c>id</c>.</summary>
    public JsonPath? Id { get; init; }

    /// <summary>Null where records have no version; the bytes of the record stand for it then.</summary>
    public JsonPath? Version { get; init; }

    /// <summary>A number that grows with each change.</summary>
    public JsonPath? Order { get; init; }

    /// <summary>When a record changed.</summary>
    public JsonPath? ChangedAt { get; init; }

    /// <summary>What the next page is asked with, or its address.</summary>
    public JsonPath? Next { get; init; }

    /// <summary>How many records the whole list has.</summary>
    public JsonPath? Total { get; init; }

    /// <summary>How a record that is gone is told.</summary>
    public Condition? Deleted { get; init; }

    /// <summary>These, and what they leave out from others.</summary>
    public AnswerPaths Over(AnswerPaths? others) => others is null ? this : new AnswerPaths
    {
        Record = Record ?? others.Record,
        Items = Items ?? others.Items,
        Id = Id ?? others.Id,
        Version = Version ?? others.Version,
        Order = Order ?? others.Order,
        ChangedAt = ChangedAt ?? others.ChangedAt,
        Next = Next ?? others.Next,
        Total = Total ?? others.Total,
        Deleted = Deleted ?? others.Deleted,
    };
}

/// <summary>Holds when what lies at a path is one value.</summary>
internal sealed record Condition(JsonPath Path, string Value)
{
    public bool Holds(global::System.Text.Json.JsonElement element) => string.Equals(Path.Text(element), Value, StringComparison.Ordinal);
}

/// <summary>How an instant is written in a path.</summary>
internal enum TimeStyle
{
    /// <summary>ISO 8601 in UTC with milliseconds.</summary>
    Iso,

    /// <summary>Seconds since 1970.</summary>
    Unix,

    /// <summary>Milliseconds since 1970.</summary>
    UnixMs,
}

/// <summary>How changes are asked for.</summary>
/// <param name="Path">Where; for <see cref="ChangesStyle.All"/> that of the list.</param>
/// <param name="Style">How a round goes on from the one before.</param>
internal sealed record ChangesSettings(PathTemplate Path, ChangesStyle Style)
{
    /// <summary>Where entries, their ids and so on lie: those of the kind, or of a feed that has its own.</summary>
    public required AnswerPaths Entries { get; init; }

    /// <summary>The place of an entry in its feed, which the next page is asked with.</summary>
    public JsonPath? Place { get; init; }

    /// <summary>The record in an entry; null when the entry is the record, or <see cref="Records"/> gets it.</summary>
    public JsonPath? Record { get; init; }

    /// <summary>Whether more is there, where the system says so.</summary>
    public JsonPath? More { get; init; }

    /// <summary>Gets the records that a page of entries names, with <c>{ids}</c> or one by one with <c>{id}</c>.</summary>
    public PathTemplate? Records { get; init; }
}

/// <summary>What changes are asked by.</summary>
internal enum ChangesStyle
{
    /// <summary>Each round reads everything.</summary>
    All,

    /// <summary>By an instant, with an overlap.</summary>
    Time,

    /// <summary>By the place in a feed that shows nothing late.</summary>
    Place,
}

/// <summary>A way to write.</summary>
internal sealed record WriteSettings(HttpMethod Method, PathTemplate Path)
{
    /// <summary>Whether what is not sent is emptied: then the record is read first and sent whole.</summary>
    public bool IsWhole => Method == HttpMethod.Put;
}

/// <summary>What makes a repeated create safe.</summary>
internal sealed record OnceSettings
{
    /// <summary>The header that carries the key; null when the id does.</summary>
    public string? Header { get; init; }

    /// <summary>The field that carries an id made of the key; null when a header does.</summary>
    public string? IdField { get; init; }

    public TimeSpan? KeptFor { get; init; }
}

/// <summary>How a system tells of faults.</summary>
internal sealed record ErrorSettings
{
    public JsonPath? Message { get; init; }

    public JsonPath? Code { get; init; }

    public JsonPath? Field { get; init; }

    /// <summary>What codes and statuses mean.</summary>
    public required IReadOnlyDictionary<string, ErrorMeaning> Meanings { get; init; }
}

/// <summary>What an error means for a write or a read.</summary>
internal enum ErrorMeaning
{
    Unavailable,
    Quota,
    SignIn,
    TargetRefused,
    Validation,
    NotFound,
    VersionConflict,

    /// <summary>A record with the id that was given is there already: by an earlier attempt of the same create.</summary>
    Exists,

    /// <summary>The record is not there or may not be touched, and the system does not say which: it is looked up to tell.</summary>
    GoneOrForbidden,
}
