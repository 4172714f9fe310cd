using Lockstep.Connectors.Sdk.Settings;

namespace Lockstep.Connectors.Rest.Files;

/// <summary>Reads one kind of record. What the system says for all kinds counts where the kind says nothing.</summary>
internal sealed class KindReader(SettingNode system)
{
    private static readonly string[] Paging = ["page", "offset", "after", "limit"];
    private static readonly string[] One = ["id"], Many = ["ids", "limit"];
    private static readonly string[] Paths = ["list", "changes", "read", "create", "update", "delete", "search", "searchByDigits",
        "existing"];
    private readonly AnswerPaths? _answers = system.Part("answers", PathReader.Answers);
    private readonly KindRules _rules = KindRules.Read(system);

    public RestKind? Read(string name, SettingNode node)
    {
        if (name.Length > 60 || !name.All(IsOfName))
        {
            system.Fault("kinds", $"has {name}; the name of a kind is 1 to 60 of a-z, 0-9, -, _ and .");
        }

        var answers = (node.Part("answers", PathReader.Answers) ?? new AnswerPaths()).Over(_answers);
        var rules = KindRules.Read(node).Over(_rules);
        var list = node.Template("list", Paging);
        var (read, readRecord) = Reading(node);
        var (searches, byDigits) = Searches(node);
        var kind = new RestKind
        {
            Name = name,
            Answers = answers,
            Times = rules.Times ?? TimeStyle.Iso,
            PageSize = rules.PageSize ?? 100,
            BodyIn = rules.BodyIn,
            Read = read,
            ReadRecord = readRecord,
            List = list,
            Existing = node.Template("existing", Many),
            Changes = ChangesSettingsReader.Read(node, list, answers),
            Create = node.Call("create", HttpMethod.Post),
            Update = node.Call("update", HttpMethod.Patch, One),
            Delete = node.Call("delete", HttpMethod.Delete, One),
            Search = searches,
            SearchByDigits = byDigits,
            Once = rules.Once,
            Conditional = rules.Conditional,
            SettlesWithin = node.Time("settlesWithin", TimeSpan.Zero, TimeSpan.FromHours(1)),
        };
        Check(node, kind);
        return kind with { Kind = KindOf.Settings(kind) };
    }

    /// <summary>
    /// A path, or a part with the path and where the record lies, for systems whose reads are answered otherwise than their writes.
    /// </summary>
    private static (PathTemplate? Path, JsonPath? Record) Reading(SettingNode node)
    {
        if (!node.Has("read") || node.IsText("read"))
        {
            return (node.Template("read", One), null);
        }

        JsonPath? record = null;
        var path = node.Part("read", part =>
        {
            record = part.Path("record");
            return part.Required("path") is null ? null : part.Template("path", One);
        });
        return (path, record);
    }

    /// <summary>All searches, and the fields of those that compare digits.</summary>
    private static (Dictionary<string, PathTemplate> All, HashSet<string> ByDigits) Searches(SettingNode node)
    {
        var (all, byDigits) = (Searches(node, "search"), Searches(node, "searchByDigits"));
        foreach (var (field, path) in byDigits)
        {
            if (!all.TryAdd(field, path))
            {
                node.Fault("searchByDigits", $"has {field}, which search has too");
            }
        }

        return (all, byDigits.Keys.ToHashSet(StringComparer.Ordinal));
    }

    private static Dictionary<string, PathTemplate> Searches(SettingNode node, string name)
    {
        var searches = new Dictionary<string, PathTemplate>(StringComparer.Ordinal);
        foreach (var (field, text) in node.Pairs(name))
        {
            if (JsonPath.Parse(field) is null)
            {
                node.Fault(name, $"has the field {field}, which must be a name, or names with dots");
            }
            else if (PathTemplate.Parse(text, ["value", "limit"], fault => node.Fault(name, $"for {field} {fault}")) is { } path)
            {
                searches[field] = path;
                if (!path.Has("value"))
                {
                    node.Fault(name, $"for {field} must have {{value}}");
                }
            }
        }

        return searches;
    }

    private static bool IsOfName(char letter) => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '-' or '_'
        or '.';

    /// <summary>What does not go together.</summary>
    private static void Check(SettingNode node, RestKind kind)
    {
        Expect(Paths.Any(node.Has), "list", "or another path must be given");
        Expect(kind.Update is null || kind.Update.Path.Has("id"), "update", "must have {id}");
        Expect(kind.Delete is null || kind.Delete.Path.Has("id"), "delete", "must have {id}");
        Expect(kind.Read is null || kind.Read.Has("id"), "read", "must have {id}");
        Expect(kind.Existing is null || kind.Existing.Has("ids"), "existing", "must have {ids}");
        Expect(
            kind.Existing is null || kind.Read is not null, "existing",
            "needs read: what seems to be gone is read once more before it counts");
        Expect(
            kind.Update is not { IsWhole: true } || kind.Read is not null, "update",
            "replaces whole records by PUT, so read must be given too");
        Expect(
            kind.Conditional is null || kind.Answers.Version is not null, "conditional",
            "needs answers.version: what is shown must be known first");
        Expect(
            kind.Changes is not { Style: ChangesStyle.Time } || kind.Changes.Entries.ChangedAt is not null, "changes",
            "asks by {since}, so answers.changedAt (in a feed: at) must say where the time lies");
        Expect(
            kind.Changes is not { Style: ChangesStyle.Time } || !kind.Changes.Path.Has("page"), "changes",
            "asks by {since} and {page}: a record that changes between two pages moves to the end, and another slips from the next page to "
            + "the one that was read; use {offset} or {after}, or leave {since} out and every round reads the list");
        Expect(kind.Once?.IdField is null || kind.Read is not null, "once", "by id needs read, to see what an earlier attempt made");

        void Expect(bool holds, string name, string otherwise)
        {
            if (!holds)
            {
                node.Fault(name, otherwise);
            }
        }
    }
}
