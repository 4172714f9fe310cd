using System.Globalization;

namespace Lockstep.Bench;

/// <summary>What the command line asks for.</summary>
internal sealed record BenchOptions
{
    public const string Usage = """
        lockstep-bench [names…] [--pairs N] [--seconds S] [--lockstep PATH] [--sync-ms N] [--env NAME=VALUE]…
          names       the benches to run; all of them by default
          --pairs     how often each pair is measured, A B A B …; 5 or more (5)
          --seconds   how long each side of a pair is loaded, 1 to 60 (5)
          --lockstep  the lockstep.dll to measure; by default the repository's, built in Release
          --sync-ms   how much longer each sync of the Lockstep server takes, up to 100, as on a slower disk; needs gcc (0)
          --env       a setting for the Lockstep server
        """;

    public IReadOnlyList<string> Names { get; private init; } = [];

    public int Pairs { get; private init; } = 5;

    public TimeSpan Time { get; private init; } = TimeSpan.FromSeconds(5);

    public string? Lockstep { get; private init; }

    public int SyncMilliseconds { get; private init; }

    public IReadOnlyDictionary<string, string> Environment { get; private init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <exception cref="FormatException">The command line is not valid; the message says why.</exception>
    public static BenchOptions Parse(ReadOnlySpan<string> words)
    {
        var options = new BenchOptions();
        for (var i = 0; i < words.Length; i++)
        {
            options = words[i].StartsWith("--", StringComparison.Ordinal)
                ? options.With(words[i], i + 1 < words.Length ? words[++i] : throw new FormatException($"{words[i]} needs a value."))
                : options with { Names = [.. options.Names, words[i]] };
        }

        return options;
    }

    /// <summary>The same with more settings for the Lockstep server; those of the command line stay.</summary>
    public BenchOptions With(IReadOnlyDictionary<string, string> settings) => this with
    {
        Environment = settings.Concat(Environment).GroupBy(setting => setting.Key, StringComparer.Ordinal)
            .ToDictionary(setting => setting.Key, setting => setting.Last().Value, StringComparer.Ordinal),
    };

    private BenchOptions With(string option, string value) => option switch
    {
        "--pairs" => this with { Pairs = Number(option, value, 5, 1_000) },
        "--seconds" => this with { Time = TimeSpan.FromSeconds(Number(option, value, 1, 60)) },
        "--lockstep" => this with { Lockstep = value },
        "--sync-ms" => this with { SyncMilliseconds = Number(option, value, 0, 100) },
        "--env" => this with { Environment = Add(value) },
        _ => throw new FormatException($"{option} is not an option."),
    };

    private Dictionary<string, string> Add(string setting)
    {
        var parts = setting.Split('=', 2);
        return parts.Length == 2
            ? new Dictionary<string, string>(Environment, StringComparer.Ordinal) { [parts[0]] = parts[1] }
            : throw new FormatException("--env takes NAME=VALUE.");
    }

    private static int Number(string option, string text, int min, int max) =>
        int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw new FormatException($"{option} takes a whole number from {min} to {max}.");
}
