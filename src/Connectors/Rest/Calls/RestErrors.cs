using System.Globalization;
using System.Text.Json;
using Lockstep.Connectors.Rest.Files;
using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Sdk.Http;

namespace Lockstep.Connectors.Rest.Calls;

/// <summary>Makes of an answer without success what it means: by the code in its body, else by its status, else as usual.</summary>
internal static class RestErrors
{
    private const int MessageMax = 500;

    public static RestReply Of(ErrorSettings errors, HttpReply answer, JsonElement? body)
    {
        var meaning = Meaning(errors, answer, body);
        var failure = answer.ToFailure(Cause(meaning, answer), Message(errors, answer, body));
        return new RestReply(null, Field(errors, answer, body) is { } field
            ? failure with { Fields = new Dictionary<string, string>(StringComparer.Ordinal) { [field] = failure.Message } } : failure)
        {
            Meaning = meaning,
        };
    }

    private static ErrorMeaning? Meaning(ErrorSettings errors, HttpReply answer, JsonElement? body) =>
        body is { } json && errors.Code?.Text(json) is { } code && errors.Meanings.TryGetValue(code, out var byCode) ? byCode
            : errors.Meanings.TryGetValue(((int)answer.Status).ToString(CultureInfo.InvariantCulture), out var byStatus) ? byStatus
            : null;

    private static FailureCause? Cause(ErrorMeaning? meaning, HttpReply answer) => meaning switch
    {
        // A file can't know that an error of the server came before its commit.
        ErrorMeaning.Unavailable =>
            answer is { Call: CallKind.Unrepeatable, Status: >= global::System.Net.HttpStatusCode.InternalServerError }
            ? FailureCause.OutcomeUnknown : FailureCause.Unavailable,
        ErrorMeaning.Quota => FailureCause.Quota,
        ErrorMeaning.SignIn or ErrorMeaning.GoneOrForbidden => FailureCause.SignIn,
        ErrorMeaning.TargetRefused or ErrorMeaning.Exists => FailureCause.TargetRefused,
        ErrorMeaning.Validation => FailureCause.Validation,
        ErrorMeaning.NotFound => FailureCause.NotFound,
        ErrorMeaning.VersionConflict => FailureCause.VersionConflict,
        _ => null,
    };

    /// <summary>What the system says, else that it answered.</summary>
    private static string? Message(ErrorSettings errors, HttpReply answer, JsonElement? body) =>
        body is { } json && errors.Message?.Text(json) is { Length: > 0 } said ? Short(Excerpts.Clean(said, answer.Mask)) : null;

    private static string? Field(ErrorSettings errors, HttpReply answer, JsonElement? body) =>
        body is { } json && errors.Field?.Text(json) is { Length: > 0 } field ? Short(Excerpts.Clean(field, answer.Mask)) : null;

    private static string Short(string text) => text.Length <= MessageMax ? text : text[..MessageMax];
}
