using System.Globalization;
using System.Text.Json;
using Lockstep.Contracts.Search;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Http.Lists;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Lockstep.Gateway.Aggregation;

/// <summary>GET /search: records of all kinds by what somebody types, each kind for those who may list it</summary>
internal static class SearchAll
{
    private const int LimitDefault = 10;
    private const int LimitMax = 50;

    /// <summary>Ids start at 1: a caller who is no customer at all reaches nothing of its own.</summary>
    private const long Nobody = 0;
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(5);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(
            "/search",
            (HttpRequest request, Work work, IEnumerable<ISearchPart> parts, [FromServices] SourceReads sources) =>
                RunAsync(request.Query, work, [.. parts], sources).ToHttpAsync())
        .ForSignedIn()
        .WithTags("Search")
        .Describe(
            "Search records of all kinds that the caller may see, the best hits first",
            Response.Of<SearchAnswer>(200), Response.Error(400, 503),
            [
                new QueryParameter(
                    "q", "An id, SKU, e-mail address or number elsewhere, how a name begins, or words in any order as in the q of lists",
                    "ada"),
                new QueryParameter(
                    "kinds", "Only these, with commas between: customer, product, order, package, ticket, user; all by default"),
                new QueryParameter("limit", string.Create(
                    CultureInfo.InvariantCulture, $"The most hits of each kind, 1 to {LimitMax}; {LimitDefault} by default"))
                {
                    Format = QueryParameter.Whole,
                },
            ]);

    private static async Task<Answer> RunAsync(IQueryCollection query, Work work, IReadOnlyList<ISearchPart> parts, SourceReads sources)
    {
        var errors = new Errors();
        var text = TextOf(query, errors);
        var limit = (int)query.Number("limit", 1, LimitMax, LimitDefault, errors);
        var asked = KindsOf(query, parts, errors);
        if (errors.ToRefusal() is { } invalid)
        {
            return invalid;
        }

        // Asked for by name a kind is refused; among all it is left out.
        if (asked.FirstOrDefault(part => !MaySee(work.Caller, part)) is { } closed)
        {
            return work.RefuseUnless(closed.Permissions[0])!;
        }

        IReadOnlyList<ISearchPart> visible = [.. (asked.Count > 0 ? asked : parts).Where(part => MaySee(work.Caller, part))];
        var answers = await sources.AskAsync(
            visible, static part => $"search:{part.Kind}",
            (part, ct) => part.FindAsync(new SearchQuestion(text, limit, OnlyOf(work.Caller, part)), ct), work.Ct);
        return visible.Count > 0 && answers.All(static answer => answer.Why is not null)
            ? new Refusal(RefusalCode.Unavailable, "None of the kinds can be searched right now.", RetryAfter: TryAgain)
            : Answer.Ok(Write([.. visible.Zip(answers)]));
    }

    private static string TextOf(IQueryCollection query, Errors errors)
    {
        var text = query["q"].ToString();
        TextRules.Check(errors, "q", text, ListLimits.SearchLengthMax);
        var words = SearchText.Words(text).Count;
        if (words is 0 or > SearchText.WordsMax)
        {
            errors.Add("q", $"Must be given and have 1 to {SearchText.WordsMax} words.");
        }

        return text;
    }

    private static List<ISearchPart> KindsOf(IQueryCollection query, IReadOnlyList<ISearchPart> parts, Errors errors)
    {
        var kinds = query["kinds"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var known = parts.Where(part => kinds.Contains(part.Kind, StringComparer.Ordinal)).ToList();
        if (kinds.Distinct(StringComparer.Ordinal).Count() > known.Count)
        {
            errors.Add(
                "kinds", $"Must be one or more of {string.Join(", ", parts.Select(static part => part.Kind))}, with commas between.");
        }

        return known;
    }

    private static bool MaySee(Caller caller, ISearchPart part) =>
        part.Permissions.Any(caller.Can) || (part.OwnPermission is { } own && caller.Can(own));

    private static long? OnlyOf(Caller caller, ISearchPart part) => part.Permissions.Any(caller.Can) ? null : caller.CustomerId ?? Nobody;

    private static byte[] Write(IReadOnlyList<(ISearchPart Part, SourceAnswer<IReadOnlyList<SearchHit>> Answer)> parts)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var (kind, hit) in parts.SelectMany(static one => (one.Answer.Value ?? []).Select(hit => (one.Part.Kind, Hit: hit)))
                .OrderBy(static one => one.Hit.Match))
            {
                json.WriteStartObject();
                json.WriteString("kind", kind);
                json.WriteNumber("id", hit.Id);
                json.WriteString("match", WordOf(hit.Match));
                json.WritePropertyName("record");
                json.WriteRawValue(hit.Record, skipInputValidation: true);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            OverviewJson.WriteMissing(
                json,
                [
                    .. parts.Where(static one => one.Answer.Why is not null)
                        .Select(static one => one.Answer.Why! with { Part = one.Part.Kind }),
                ]);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static string WordOf(SearchMatch match) => match switch
    {
        SearchMatch.Exact => "exact",
        SearchMatch.Prefix => "prefix",
        _ => "words",
    };
}
