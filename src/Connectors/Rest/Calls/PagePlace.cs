using System.Globalization;
using System.Text.Json;
using Lockstep.Connectors.Rest.Files;
using Lockstep.Connectors.Sdk.Http;

namespace Lockstep.Connectors.Rest.Calls;

/// <summary>A page that came: its records, and where the list goes on.</summary>
/// <param name="Items">What is new on it.</param>
/// <param name="Next">The next place; null when this was the last page.</param>
/// <param name="Fault">Why it can't be used; null when it can.</param>
internal sealed record AnswerPage(IReadOnlyList<JsonElement> Items, string? Next, string? Fault = null);

/// <summary>
/// How a list is read page by page. The way follows from the places in its path: <c>{after}</c>, <c>{page}</c>, <c>{offset}</c>, or none of
/// them, where each page links to the next one. A list shifts while it is read: a record of the page before must come first on the next one
/// by offset, and a list by page number must not get shorter, else the reading begins again.
/// </summary>
internal abstract class PagePlace
{
    protected const char Separator = '|';
    private const int RestartsMax = 3;

    /// <summary>Whether a reading that was cut off may go on at its place, however late.</summary>
    public virtual bool IsLasting => false;

    /// <summary>The way of a path.</summary>
    /// <param name="path">The path.</param>
    /// <param name="answers">Where things lie in its answers.</param>
    /// <param name="place">Where an entry tells its place; null where it is its id.</param>
    public static PagePlace Of(PathTemplate path, AnswerPaths answers, JsonPath? place) =>
        path.Has("after") ? new AfterPlace(answers, place)
        : path.Has("page") ? new NumberPlace(answers)
        : path.Has("offset") ? new OffsetPlace(answers)
        : new LinkPlace(answers, path.Has("limit"));

    /// <summary>What the places of the path are filled with; null when <paramref name="place"/> is an address of its own.</summary>
    public abstract Func<string, string>? Fill(string place, int limit);

    /// <summary>Reads an answer.</summary>
    public abstract AnswerPage Read(RestAnswer answer, IReadOnlyList<JsonElement> items, string place, int limit);

    protected static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    protected static (long Number, long Second, string Third) Parts(string place) =>
        place.Split(Separator, 3) is [var first, var second, var third]
        ? (Number(first), Number(second), third) : (0, 0, "");

    /// <summary>The list has shifted: once more from its beginning, but not for ever.</summary>
    protected static AnswerPage Again(long restarts) => restarts >= RestartsMax
        ? new AnswerPage([], null, "The list changes faster than it can be read page by page; let it be sorted by what only grows.")
        : new AnswerPage([], $"0{Separator}{Text(restarts + 1)}{Separator}");

    protected static long Number(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}

/// <summary>By what stands behind the last record: a cursor of the system, or the place of the record itself.</summary>
internal sealed class AfterPlace(AnswerPaths answers, JsonPath? place) : PagePlace
{
    public override bool IsLasting => answers.Next is null;

    public override Func<string, string> Fill(string place, int limit) => name =>
        name is "after" ? place : name is "limit" ? Text(limit) : "";

    public override AnswerPage Read(RestAnswer answer, IReadOnlyList<JsonElement> items, string before, int limit)
    {
        var next = answers.Next is { } path ? path.Text(answer.Json!.Value)
            : items.Count == 0 ? null
            : place is null ? RecordReader.Id(answers, items[^1]) : place.Text(items[^1]);

        // A place that does not move would be asked for without end. Where the last entry should tell it, that is no end of the list but a
        // fault: what is behind it would be lost in silence.
        return next is { Length: > 0 } && !string.Equals(next, before, StringComparison.Ordinal) ? new AnswerPage(items, next)
            : items.Count > 0 && answers.Next is null
                ? new AnswerPage([], null, "The last entry of a page does not say where the list goes on.")
            : new AnswerPage(items, null);
    }
}

/// <summary>By the number of the page, from 1. The place is <c>page|restarts|total|records so far</c>.</summary>
internal sealed class NumberPlace(AnswerPaths answers) : PagePlace
{
    public override Func<string, string> Fill(string place, int limit) =>
        name => name is "page" ? Text(Math.Max(Parts(place).Number, 1)) : name is "limit" ? Text(limit) : "";

    public override AnswerPage Read(RestAnswer answer, IReadOnlyList<JsonElement> items, string place, int limit)
    {
        var (page, restarts, before) = Parts(place);
        var total = answers.Total?.Text(answer.Json!.Value);
        var (totalBefore, read) = before.Split(Separator) is [var first, var second] ? (Number(first), Number(second)) : (0, 0);

        // Something was deleted: one record has moved up to a page that was read already, and would be passed over.
        if (total is not null && Number(total) < totalBefore)
        {
            return Again(restarts);
        }

        // A page that is not full proves nothing: the system may give fewer than it is asked for.
        read += items.Count;
        return new AnswerPage(items, items.Count == 0 || total is not null && read >= Number(total)
            ? null : string.Join(Separator, Text(Math.Max(page, 1) + 1), Text(restarts), Text(Number(total)), Text(read)));
    }
}

/// <summary>By how many records are passed over. The place is <c>records so far|restarts|id of the last one</c>.</summary>
internal sealed class OffsetPlace(AnswerPaths answers) : PagePlace
{
    public override Func<string, string> Fill(string place, int limit)
    {
        // One back, to see that the list has not shifted; and two at least, for that one brings nothing new.
        var (read, _, last) = Parts(place);
        return name => name is "offset" ? Text(last.Length > 0 ? read - 1 : read) : name is "limit" ? Text(Math.Max(limit, 2)) : "";
    }

    public override AnswerPage Read(RestAnswer answer, IReadOnlyList<JsonElement> items, string place, int limit)
    {
        var (read, restarts, last) = Parts(place);
        if (last.Length > 0)
        {
            // The list has shifted: what slipped to a page that was read already is found from its beginning only.
            if (items.Count == 0 || !string.Equals(RecordReader.Id(answers, items[0]), last, StringComparison.Ordinal))
            {
                return Again(restarts);
            }

            items = [.. items.Skip(1)];
        }

        return items.Count == 0 || RecordReader.Id(answers, items[^1]) is not { } end
            ? new AnswerPage(items, null)
            : new AnswerPage(items, $"{Text(read + items.Count)}{Separator}{Text(restarts)}{Separator}{end}");
    }
}

/// <summary>By the address that each page gives of the next one.</summary>
internal sealed class LinkPlace(AnswerPaths answers, bool isLimited) : PagePlace
{
    public override Func<string, string>? Fill(string place, int limit) => place.Length > 0 ? null : name =>
        name is "limit" ? Text(limit) : "";

    public override AnswerPage Read(RestAnswer answer, IReadOnlyList<JsonElement> items, string place, int limit)
    {
        var told = answers.Next?.Text(answer.Json!.Value);
        var next = told is { Length: > 0 } ? NextLink.Resolve(told, answer.Asked) : NextLink.Of(answer.Reply.Headers, answer.Asked);
        return next switch
        {
            null when told is { Length: > 0 } => Stop("The next page is said to be at another server; it is not asked."),

            // Where the file says how pages link, a page without a link is the last one.
            null when isLimited && answers.Next is null && place.Length == 0 && items.Count >= limit => Stop(
                "The page is full, and nothing says how the list goes on: give its path {after}, {page} or {offset}, or say where "
                + "next lies."),

            // A cursor stands in the database in the clear, and some systems put the key of the call into their links.
            { AbsoluteUri: var link } when !string.Equals(answer.Reply.Mask(link), link, StringComparison.Ordinal) =>
                Stop("The address of the next page repeats what signs in; it is not kept: give the path {after}, {page} or {offset}."),
            _ => new AnswerPage(items, next?.AbsoluteUri),
        };
    }

    private static AnswerPage Stop(string fault) => new([], null, fault);
}
