using System.Text.RegularExpressions;

namespace Lockstep.Sync.Flows;

/// <summary>Checks the target of a flow that sends to a URL.</summary>
internal static partial class HookCheck
{
    private const int UrlMax = 2_000;

    /// <summary>
    /// The hook; every fault is told to <paramref name="expect"/>. A URL is not repeated in one: it may hold what is secret.
    /// </summary>
    public static FlowHook Check(FlowFile.ToPart to, string name, Action<bool, string> expect)
    {
        expect(
            to.System is null && to.Kind is null,
            "to names a system or a webhook, not both: with webhook there is no system and no kind");
        expect(
            to.Webhook!.Length <= UrlMax && Uri.TryCreate(to.Webhook, UriKind.Absolute, out var url) && url.Scheme is "https" or "http"
                && url is { Host.Length: > 0, UserInfo.Length: 0, Fragment.Length: 0 },
            "to.webhook must be a URL with https:// and a host, and without user, password and #part");
        var secret = ReferencePattern().Match(to.Secret ?? "");
        expect(secret.Success, "to.secret must say in which variable the secret is, for example ${env:PACKER_SECRET}");
        expect(
            to.Type is null || TypePattern().IsMatch(to.Type),
            "to.type must be 1 to 200 of a-z, 0-9, dots and dashes, for example com.example.parcel.wanted.v1");
        return new FlowHook(to.Webhook, secret.Groups["name"].Value, to.Type ?? $"lockstep.flow.{name}.v1");
    }

    [GeneratedRegex("^\\$\\{env:(?<name>[A-Za-z_][A-Za-z0-9_]{0,99})\\}\\z", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex ReferencePattern();

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]{0,199}\\z", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex TypePattern();
}
