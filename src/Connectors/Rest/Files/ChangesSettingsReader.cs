using Lockstep.Connectors.Sdk.Settings;

namespace Lockstep.Connectors.Rest.Files;

/// <summary>
/// Reads how changes are asked for: a path, <c>all</c> for the whole list each time, or a part for a feed whose entries lie elsewhere than
/// the records of a list.
/// </summary>
internal static class ChangesSettingsReader
{
    private static readonly string[] Places = ["since", "page", "offset", "after", "limit"];
    private static readonly string[] RecordPlaces = ["id", "ids"];

    public static ChangesSettings? Read(SettingNode node, PathTemplate? list, AnswerPaths answers)
    {
        if (!node.Has("changes"))
        {
            return list is null ? null : new ChangesSettings(list, ChangesStyle.All) { Entries = answers };
        }

        if (!node.IsText("changes"))
        {
            return node.Part("changes", part => Feed(part, answers));
        }

        return node.Template("changes", Places) is { } path ? new ChangesSettings(path, Style(path, isFeed: false)) { Entries = answers }
            : null;
    }

    private static ChangesSettings? Feed(SettingNode node, AnswerPaths answers)
    {
        if (node.Required("path") is null || node.Template("path", Places) is not { } path)
        {
            return null;
        }

        var entries = new AnswerPaths
        {
            Items = node.Path("items") ?? answers.Items,
            Id = node.Path("id") ?? answers.Id,
            ChangedAt = node.Path("at") ?? answers.ChangedAt,
            Next = node.Path("next") ?? answers.Next,
            Deleted = node.Condition("deleted") ?? answers.Deleted,
            Version = answers.Version,
            Order = answers.Order,
            Total = answers.Total,
        };
        var feed = new ChangesSettings(path, Style(path, isFeed: true))
        {
            Entries = entries,
            Place = node.Path("place"),
            Record = node.Path("record"),
            More = node.Path("more"),
            Records = node.Template("records", RecordPlaces),
        };
        if (feed.Records is { } records && records.Places.Count == 0)
        {
            node.Fault("records", "must have {ids}, or {id} to get them one by one");
        }

        if (feed.Style is ChangesStyle.Place && feed is { Place: null, Entries.Next: null })
        {
            node.Fault("path", "goes on by {after}: next must say where the answer tells it, or place where an entry does");
        }

        return feed;
    }

    private static ChangesStyle Style(PathTemplate path, bool isFeed) =>
        path.Has("since") ? ChangesStyle.Time : isFeed && path.Has("after") ? ChangesStyle.Place : ChangesStyle.All;
}
