namespace Lockstep.Runtime.UseCases;

/// <summary>
/// How a use case ended. The numbers are those of <see cref="RefusalCode"/>: kept for repeats, and sent as HTTP statuses.
/// </summary>
public enum AnswerKind
{
    /// <summary>Here it is.</summary>
    Ok = 200,

    /// <summary>A record was made.</summary>
    Created = 201,

    /// <summary>The work is done later.</summary>
    Accepted = 202,

    /// <summary>It is done, and there is nothing to show.</summary>
    Done = 204,

    /// <summary>The caller's copy is the newest.</summary>
    NotModified = 304,

    /// <summary>See <see cref="Answer.Refusal"/>.</summary>
    Refused = 0,
}

/// <summary>
/// What a use case answers: JSON that is ready to be passed on, or a refusal. A value, so that it can be committed together with the
/// effect for a repeat under the same idempotency key.
/// </summary>
public sealed record Answer
{
    private Answer(AnswerKind kind) => Kind = kind;

    /// <summary>How it ended.</summary>
    public AnswerKind Kind { get; }

    /// <summary>JSON in UTF-8; empty when there is nothing to show.</summary>
    public byte[] Body { get; private init; } = [];

    /// <summary>The record's version.</summary>
    public long? Version { get; private init; }

    /// <summary>What of the record moves without a new version, and is a part of its tag; null when nothing does.</summary>
    public long? Beside { get; init; }

    /// <summary>Where the new record is in the API, for example <c>/api/customers/42</c>.</summary>
    public string? Location { get; private init; }

    /// <summary>Why nothing was done; null when it was.</summary>
    public Refusal? Refusal { get; private init; }

    /// <summary>Whether nobody on the way may keep it: it holds a secret, or what is true only once.</summary>
    public bool IsForOnce { get; init; }

    /// <summary>For how long anybody on the way may keep it; null to leave that to the edge.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>Where the list goes on, for who asks for it with <c>after=</c>; null when it is whole, or says so itself.</summary>
    public string? Next { get; init; }

    /// <summary>
    /// The secret of a portal session that began, for the browser to keep; empty to forget the one it has, null to leave it alone.
    /// </summary>
    public string? SessionCookie { get; init; }

    /// <summary>A record or another JSON body.</summary>
    public static Answer Ok(byte[] json, long? version = null) => new(AnswerKind.Ok) { Body = json, Version = version };

    /// <summary>The new record.</summary>
    public static Answer Created(byte[] json, long version, string location) =>
        new(AnswerKind.Created) { Body = json, Version = version, Location = location };

    /// <summary>The work is done later.</summary>
    public static Answer Accepted(byte[] json, long? version = null, string? location = null) =>
        new(AnswerKind.Accepted) { Body = json, Version = version, Location = location };

    /// <summary>Done, with nothing to show.</summary>
    public static Answer NoContent() => new(AnswerKind.Done);

    /// <summary>The caller's copy is the newest.</summary>
    public static Answer NotModified(long version) => new(AnswerKind.NotModified) { Version = version };

    /// <summary>There is no such record.</summary>
    public static Answer NotFound(string kind, long id) => Refusal.NotFound(kind, id);

    /// <summary>An answer that was committed before, under the number of its kind or code.</summary>
    public static Answer Stored(int number, byte[] content, long? version = null, string? location = null) =>
        Enum.IsDefined((RefusalCode)number)
        ? Refusal.Stored((RefusalCode)number, content)
        : new Answer((AnswerKind)number) { Body = content, Version = version, Location = location };

    /// <summary>
    /// The same in the words of another door. Version and place go: they are those of the record, which that door does not show.
    /// </summary>
    /// <param name="body">What is shown instead.</param>
    /// <param name="kind">How that door calls the outcome.</param>
    public Answer Retold(byte[] body, AnswerKind kind) => new(kind) { Body = body, IsForOnce = IsForOnce };

    /// <summary>The number under which it is kept.</summary>
    public int Number => Refusal is { } refusal ? (int)refusal.Code : (int)Kind;

    /// <summary>What is kept beside it: the body, or what the refusal says.</summary>
    public byte[] Content => Refusal?.ToJson() ?? Body;

    /// <summary>A refusal.</summary>
    public static implicit operator Answer(Refusal refusal) => new(AnswerKind.Refused) { Refusal = refusal };
}
