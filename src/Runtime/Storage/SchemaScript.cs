using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Lockstep.Runtime.Storage;

/// <summary>
/// A numbered script of tables, embedded from a <c>Schema</c> folder as <c>NNNN_name.STORE.sql</c>. A script that was shipped
/// never changes; what comes later gets the next number.
/// </summary>
/// <param name="Area">Who owns the script: <c>runtime</c> or the module's name. Each area counts for itself.</param>
/// <param name="Number">1 for the first script, without gaps.</param>
/// <param name="Name">For people.</param>
/// <param name="Sql">The statements.</param>
public sealed record SchemaScript(string Area, int Number, string Name, string Sql)
{
    /// <summary>SHA-256 of the text, in lower-case hexadecimal.</summary>
    public string Checksum { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));

    /// <summary>All scripts of an area that an assembly embeds for one kind of store, in their order.</summary>
    /// <exception cref="InvalidOperationException">The numbers are not 1, 2, 3 …: a mistake in the code.</exception>
    public static IReadOnlyList<SchemaScript> In(Assembly assembly, string area, string store)
    {
        var scripts = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith("Schema/", StringComparison.Ordinal) && name.EndsWith($".{store}.sql", StringComparison.Ordinal))
            .Select(name => Read(assembly, area, name))
            .OrderBy(script => script.Number)
            .ToList();
        if (scripts.Where((script, index) => script.Number != index + 1).Any())
        {
            throw new InvalidOperationException($"The schema scripts of {area} for {store} are not numbered 1, 2, 3 and so on.");
        }

        return scripts;
    }

    private static SchemaScript Read(Assembly assembly, string area, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        var file = resource["Schema/".Length..];
        var number = int.Parse(file.AsSpan(0, 4), System.Globalization.CultureInfo.InvariantCulture);
        return new SchemaScript(area, number, file[5..file.IndexOf('.', StringComparison.Ordinal)], reader.ReadToEnd());
    }
}
