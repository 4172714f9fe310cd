using Lockstep.Connectors.Sdk.Settings;

namespace Lockstep.Connectors.Rest.Files;

/// <summary>Reads the options of a REST API from its file, and tells every fault of them.</summary>
internal static class RestFile
{
    /// <summary>The API; null when something is wrong with the file, which was told then.</summary>
    public static RestApi? Read(SettingNode node)
    {
        var url = node.Required("url") is null ? null : node.Url("url");
        var test = node.Template("test");
        var errors = node.Part("errors", ErrorReader.Read) ?? ErrorReader.None;
        var headers = Headers(node);
        var reader = new KindReader(node);
        if (!node.Has("kinds"))
        {
            node.Fault("kinds", "must name at least one kind of record");
        }

        var kinds = node.Parts("kinds", reader.Read);
        if (url is { Query.Length: > 0 } or { Fragment.Length: > 0 })
        {
            node.Fault("url", "must end with its path");
        }

        return node.HasFaults || url is null ? null : new RestApi
        {
            Url = url.AbsoluteUri.EndsWith('/') ? url : new Uri(url.AbsoluteUri + "/"),
            Test = test,
            Headers = headers,
            Errors = errors,
            Kinds = kinds,
        };
    }

    /// <summary>What is secret goes into <c>signIn</c>, which keeps it out of logs.</summary>
    private static IReadOnlyDictionary<string, string> Headers(SettingNode node)
    {
        var headers = node.Pairs("headers");
        foreach (var (name, value) in headers)
        {
            if (!KindRules.IsToken(name) || value.Any(char.IsControl))
            {
                node.Fault("headers", $"has {name}, which can't be a header");
            }

            if (name.Equals("Authorization", StringComparison.OrdinalIgnoreCase))
            {
                node.Fault("headers", "must not sign in; signIn does");
            }
        }

        return headers;
    }
}
