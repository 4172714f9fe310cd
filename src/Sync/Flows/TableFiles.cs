namespace Lockstep.Sync.Flows;

/// <summary>The CSV files that a flow names, and those of them that were read.</summary>
/// <param name="find">Gives the content of a file; null when there is none.</param>
internal sealed class TableFiles(Func<string, string?> find)
{
    private readonly Dictionary<string, string> _read = new(StringComparer.Ordinal);

    /// <summary>Those that the flow named.</summary>
    public IReadOnlyDictionary<string, string> Read => _read;

    /// <summary>Those beside the flow's file, each of so many bytes at most.</summary>
    public static TableFiles In(string folder, long bytesMax) => new(name =>
    {
        var path = Path.Combine(folder, name);
        return new FileInfo(path).Length <= bytesMax ? File.ReadAllText(path)
            : throw new IOException($"it has more than {bytesMax} bytes (Flows__TextMax)");
    });

    /// <summary>Those that come with the text.</summary>
    public static TableFiles Given(IReadOnlyDictionary<string, string>? tables) => new(name => tables?.GetValueOrDefault(name));

    /// <exception cref="IOException">It is not there, or can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It can't be read.</exception>
    public string Text(string name) =>
        _read[name] = find(name) ?? throw new FileNotFoundException("it was not given with the text");
}
