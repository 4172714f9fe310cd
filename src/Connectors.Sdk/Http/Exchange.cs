namespace Lockstep.Connectors.Sdk.Http;

/// <summary>A request to a system and what it answered, for a person: without headers, and without anything secret.</summary>
/// <param name="Method">The method of HTTP, or <c>apply</c> where a system of this process was asked.</param>
/// <param name="Url">The address, without a user in it; where a system of this process was asked, its name and the kind.</param>
/// <param name="Request">The beginning of the body; null when it had none. At most <see cref="ApplyResult.AnswerMax"/> characters.</param>
public sealed record Exchange(string Method, string Url, string? Request)
{
    /// <summary>The status of the answer; null when none came.</summary>
    public int? Status { get; init; }

    /// <summary>The beginning of the answer; null when it was empty, or none came.</summary>
    public string? Answer { get; init; }
}
