using System.Collections.Frozen;

namespace Lockstep.Portal;

/// <summary>
/// The files of the portal as its build left them: the page, and what the page asks for, under names that change with their content.
/// </summary>
internal sealed class PortalFiles
{
    /// <summary>Below which path the files lie whose names tell their content.</summary>
    public const string Folder = "portal";

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly FrozenDictionary<string, PortalFile> _files;

    private PortalFiles(string page, FrozenDictionary<string, PortalFile> files) => (Page, _files) = (page, files);

    /// <summary>The page, with the places of its nonce and of what it is told.</summary>
    public string Page { get; }

    /// <summary>Reads them all, some two megabytes; null when the program was built without a portal.</summary>
    public static PortalFiles? Read(string folder)
    {
        var page = Path.Combine(folder, "index.html");
        if (!File.Exists(page))
        {
            return null;
        }

        var files = Directory.GetFiles(Path.Combine(folder, Folder))
            .Where(static path => Types.ContainsKey(Path.GetExtension(path)))
            .Select(static path => new PortalFile(
                Path.GetFileName(path), Types[Path.GetExtension(path)], File.ReadAllBytes(path), Packed(path, ".br"), Packed(path, ".gz")));
        return new PortalFiles(File.ReadAllText(page), files.ToFrozenDictionary(static file => file.Name, StringComparer.Ordinal));
    }

    /// <summary>The file of that name; null when there is none.</summary>
    public PortalFile? Find(string name) => _files.GetValueOrDefault(name);

    private static byte[]? Packed(string path, string ending) => File.Exists(path + ending) ? File.ReadAllBytes(path + ending) : null;
}

/// <summary>One file.</summary>
/// <param name="Name">Its name, which tells its content.</param>
/// <param name="Type">Its media type.</param>
/// <param name="Plain">The bytes.</param>
/// <param name="Brotli">The same in Brotli (RFC 7932).</param>
/// <param name="Gzip">The same in gzip, for browsers that came without TLS and so take no Brotli.</param>
internal sealed record PortalFile(string Name, string Type, byte[] Plain, byte[]? Brotli, byte[]? Gzip)
{
    /// <summary>The bytes for a browser that reads these encodings, and the encoding they are in; null for none.</summary>
    public (byte[] Bytes, string? Encoding) For(string accepted) => accepted switch
    {
        _ when Brotli is not null && accepted.Contains("br", StringComparison.OrdinalIgnoreCase) => (Brotli, "br"),
        _ when Gzip is not null && accepted.Contains("gzip", StringComparison.OrdinalIgnoreCase) => (Gzip, "gzip"),
        _ => (Plain, null),
    };
}
