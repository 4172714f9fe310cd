using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Sdk.Http;

namespace Lockstep.Connectors.Tryton.Calls;

/// <summary>What the errors of Tryton mean. An error that it answers has undone all that the call did.</summary>
internal static partial class RpcErrors
{
    private const int MessageMax = 500;

    /// <summary>An error within an answer of 200: a list of its name and what is said of it.</summary>
    public static Failure Of(JsonArray error, HttpReply answer)
    {
        var name = error.Count > 0 ? error[0]?.ToString() ?? "" : "";
        var said = error.Count > 1 ? error[1] is JsonArray { Count: > 0 } parts ? parts[0]?.ToString() : error[1]?.ToString() : null;
        var isKnown = Cause(name, said ?? "") is not null;
        var text = Excerpts.Clean(isKnown ? said ?? name : $"Tryton failed: {name}", answer.Mask);
        var cause = Cause(name, text) ?? (PassingShape().IsMatch(name) ? FailureCause.Unavailable : FailureCause.TargetRefused);
        var failure = answer.ToFailure(cause, text.Length > MessageMax ? text[..MessageMax] : text);
        return FieldShape().Match(text) is { Success: true } match
            ? failure with { Fields = new Dictionary<string,
                string>(StringComparer.Ordinal) { [match.Groups["field"].Value] = failure.Message } }
            : failure;
    }

    /// <summary>An answer of another status: a page for people.</summary>
    public static Failure Of(HttpReply answer) => answer.Status switch
    {
        // A method or a model that nobody may call over RPC.
        HttpStatusCode.Forbidden => answer.ToFailure(FailureCause.TargetRefused, "Tryton offers no such method."),
        HttpStatusCode.Conflict or HttpStatusCode.Locked => answer.ToFailure(FailureCause.VersionConflict),
        _ => answer.ToFailure(),
    };

    private static FailureCause? Cause(string name, string text) => name switch
    {
        "ConcurrencyException" => FailureCause.VersionConflict,
        "LoginException" => FailureCause.SignIn,
        "UserError" when text.StartsWith("You are not allowed", StringComparison.Ordinal) => FailureCause.SignIn,
        "UserError" when text.StartsWith("A value is required", StringComparison.Ordinal) => FailureCause.Validation,
        "UserError" or "UserWarning" => FailureCause.TargetRefused,
        _ => null,
    };

    /// <summary>What the database says of moments: two at once, no connection left.</summary>
    [GeneratedRegex("serializ|deadlock|lock timeout|connection|too many clients|terminating", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex PassingShape();

    [GeneratedRegex("""field "(?<field>[^"]+)" in|^The (?<field>\w+) (on|of) .* must be unique""", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex FieldShape();
}
