using System.Net.Http.Headers;

namespace Lockstep.Connectors.Sdk.Http;

/// <summary>Where a list goes on, by a link that the system gives.</summary>
public static class NextLink
{
    /// <summary>The link with <c>rel="next"</c> of the header <c>Link</c> (RFC 8288); null when there is none.</summary>
    /// <param name="headers">The headers of the answer.</param>
    /// <param name="asked">The URL that was asked, for relative links.</param>
    public static Uri? Of(HttpResponseHeaders headers, Uri asked) =>
        !headers.TryGetValues("Link", out var values) ? null
            : values.SelectMany(Split).Where(static link => IsNext(link.Parameters)).Select(link => Resolve(link.Target, asked))
                .FirstOrDefault();

    /// <summary>
    /// A link as a whole URL. Null when it leads to another scheme, host or port than was asked: what is shown there is for nobody else.
    /// </summary>
    public static Uri? Resolve(string link, Uri asked) =>
        Uri.TryCreate(asked, link, out var url) && Uri.Compare(
            url, asked, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0 ? url : null;

    private static IEnumerable<(string Target, string Parameters)> Split(string value)
    {
        // Not split at commas, which may stand in a URL or a title: each link begins with a bracket.
        var from = 0;
        while (value.IndexOf('<', from) is var open and >= 0 && value.IndexOf('>', open) is var close and >= 0)
        {
            var end = value.IndexOf('<', close) is var next and >= 0 ? next : value.Length;
            yield return (value[(open + 1)..close], value[(close + 1)..end]);
            from = end;
        }
    }

    private static bool IsNext(string parameters) => parameters.Split(';', ',').Select(static one => one.Trim()).Any(static one =>
        one.StartsWith("rel=", StringComparison.OrdinalIgnoreCase)
        && one[4..].Trim('"').Split(' ').Contains("next", StringComparer.OrdinalIgnoreCase));
}
