using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Connectors.Sdk;

namespace Lockstep.Sync.Deliveries;

/// <summary>A link that is looked for.</summary>
internal sealed record LinkRow(string Flow, string Subject);

/// <summary>A link that a delivery waits for.</summary>
internal sealed record WantedLink(long Id, string Flow, string Subject);

/// <summary>Links that can't be looked for.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="cause">What that is for whoever asked for them.</param>
internal sealed class LinkException(string message, FailureCause cause = FailureCause.Mapping) : Exception(message)
{
    public FailureCause Cause => cause;
}

/// <summary>The JSON of links that are looked for.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(LinkRow[]))]
[JsonSerializable(typeof(WantedLink[]))]
internal sealed partial class LinkJson : JsonSerializerContext;
