namespace Lockstep.Connectors.Sdk.SignIns;

/// <summary>Writes the query of a URL.</summary>
public static class QueryText
{
    /// <summary>The URL with one parameter more.</summary>
    public static Uri With(Uri url, string name, string value)
    {
        var pair = $"{Uri.EscapeDataString(name)}={Uri.EscapeDataString(value)}";
        return new UriBuilder(url) { Query = url.Query.Length > 1 ? $"{url.Query[1..]}&{pair}" : pair }.Uri;
    }
}
