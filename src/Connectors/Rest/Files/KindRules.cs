using Lockstep.Connectors.Sdk.Settings;

namespace Lockstep.Connectors.Rest.Files;

/// <summary>What may be said for all kinds and for one.</summary>
internal sealed record KindRules
{
    private static readonly string[] TimeWords = ["iso", "unix", "unix-ms"];

    public TimeStyle? Times { get; init; }

    public int? PageSize { get; init; }

    public string? BodyIn { get; init; }

    public OnceSettings? Once { get; init; }

    public (string Header, string Value)? Conditional { get; init; }

    public static KindRules Read(SettingNode node) => new()
    {
        Times = node.Word("times", TimeWords) is { } word ? (TimeStyle)Array.IndexOf(TimeWords, word) : null,
        PageSize = node.Whole("pageSize", 1, 10_000),
        BodyIn = node.Text("bodyIn"),
        Once = node.Part("once", ReadOnce),
        Conditional = ReadConditional(node),
    };

    /// <summary>These, and what they leave out from others.</summary>
    public KindRules Over(KindRules others) => new()
    {
        Times = Times ?? others.Times,
        PageSize = PageSize ?? others.PageSize,
        BodyIn = BodyIn ?? others.BodyIn,
        Once = Once ?? others.Once,
        Conditional = Conditional ?? others.Conditional,
    };

    private static OnceSettings ReadOnce(SettingNode node)
    {
        var once = new OnceSettings
        {
            Header = node.Text("header"), IdField = node.Text("id"),
                KeptFor = node.Time("keptFor", TimeSpan.FromSeconds(1), TimeSpan.FromDays(366)),
        };
        if (once.Header is null == once.IdField is null)
        {
            node.Fault("header", "or id must be given, and not both: what carries the key");
        }

        if (once.Header is { } header && !IsToken(header))
        {
            node.Fault("header", "must be the name of a header");
        }

        return once;
    }

    private static (string Header, string Value)? ReadConditional(SettingNode node)
    {
        if (node.Text("conditional") is not { } text)
        {
            return null;
        }

        if (text.Split(':', 2, StringSplitOptions.TrimEntries) is [var header, var value] && IsToken(header)
            && value.Contains("{version}", StringComparison.Ordinal))
        {
            return (header, value);
        }

        node.Fault("conditional", "must be a header with {version}, such as 'If-Match: \"{version}\"'");
        return null;
    }

    public static bool IsToken(string text) =>
        text.Length > 0
        && text.All(static letter => char.IsAsciiLetterOrDigit(letter) || "!#$%&'*+-.^_`|~".Contains(letter, StringComparison.Ordinal));
}
